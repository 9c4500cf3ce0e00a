/**
 * {@code mcpmux find}: which tool fits a wish, over the servers of the config or over a file. Begin
 * reading at {@link dev.mcpmux.cli.find.FindCommand}; the search itself is that of the core.
 */
package dev.mcpmux.cli.find;
