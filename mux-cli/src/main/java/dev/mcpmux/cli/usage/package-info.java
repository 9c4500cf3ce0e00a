/**
 * {@code mcpmux usage}: the history of what was used, in an SQLite database. The daemon leaves
 * files of numbers, {@link dev.mcpmux.cli.usage.Fold} puts them into the database, and {@link
 * dev.mcpmux.cli.usage.UsageCommand} shows what is in it. Only that command and processes that the
 * daemon starts use SQLite; the daemon itself loads nothing of it. Begin with {@code UsageCommand}.
 */
package dev.mcpmux.cli.usage;
