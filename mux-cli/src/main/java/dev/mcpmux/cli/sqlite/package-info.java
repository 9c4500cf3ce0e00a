/**
 * How SQLite databases are opened, and what may go wrong with them. The packages that have one use
 * it; it knows none of them, and nothing here loads SQLite before a database is opened. Begin with
 * {@link dev.mcpmux.cli.sqlite.Sqlite}.
 */
package dev.mcpmux.cli.sqlite;
