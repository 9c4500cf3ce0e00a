/**
 * The archive of loaded classes from which a daemon starts in a third of the time: made by the
 * first daemon, found by {@code bin/mcpmux}, and never required. Begin with {@link
 * dev.mcpmux.cli.archive.StartArchive}.
 */
package dev.mcpmux.cli.archive;
