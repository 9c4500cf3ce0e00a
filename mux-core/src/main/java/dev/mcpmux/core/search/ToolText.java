package dev.mcpmux.core.search;

/**
 * What a tool says of itself in {@code tools/list}.
 *
 * @param server whose it is
 * @param title empty for none
 * @param description empty for none
 * @param inputSchema JSON; empty for none
 */
public record ToolText(
    String server, String name, String title, String description, String inputSchema) {}
