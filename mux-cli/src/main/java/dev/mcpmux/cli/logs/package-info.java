/**
 * The logs of the daemon and of its servers as one: read in the order of time, over the file that
 * was begun last and the one before it, and followed as they grow. {@code mcpmux logs} uses it; it
 * needs no daemon. Begin with {@link dev.mcpmux.cli.logs.Logs}.
 */
package dev.mcpmux.cli.logs;
