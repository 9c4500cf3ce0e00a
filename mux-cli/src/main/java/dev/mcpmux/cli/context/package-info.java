/**
 * The server {@code context}: notes that sessions share, in an SQLite database, and the command
 * that shows, exports and imports them. The daemon loads it only where the config turns it on.
 * {@link dev.mcpmux.cli.context.NoteStore} has the notes, and {@link
 * dev.mcpmux.cli.context.NoteRows} says who may see which; begin with these.
 */
package dev.mcpmux.cli.context;
