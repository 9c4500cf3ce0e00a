/**
 * {@code mcpmux check}: whether a server may be shared. It speaks to processes of the server
 * directly, and to no daemon. Begin with {@link dev.mcpmux.cli.check.Check}, which is what happens
 * in its order; {@link dev.mcpmux.cli.check.CheckedProcess} is one process, {@link
 * dev.mcpmux.cli.check.Verdict} what follows from what was seen.
 */
package dev.mcpmux.cli.check;
