/**
 * What a daemon leaves on the disk so that sessions go on where none can be had: the last known
 * command of each server, as a shell script. Both relays and the launcher run these; none of them
 * needs Java for it. Begin with {@link dev.mcpmux.cli.fallback.FallbackFiles}.
 */
package dev.mcpmux.cli.fallback;
