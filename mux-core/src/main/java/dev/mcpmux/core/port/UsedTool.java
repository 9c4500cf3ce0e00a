package dev.mcpmux.core.port;

/**
 * A tool that was used.
 *
 * @param tool what its server calls it
 * @param calls how many of its calls were answered with a result
 */
public record UsedTool(String server, String tool, long calls) {}
