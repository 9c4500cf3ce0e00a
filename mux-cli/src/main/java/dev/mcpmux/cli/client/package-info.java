/**
 * What is known of MCP clients: which there are, where their files lie, how an entry for a server
 * reads there, and how one of ours is written. Begin with {@link dev.mcpmux.cli.client.Clients};
 * {@code docs/clients.md} says the same to people.
 *
 * <p>Nothing here writes a file, and only the rules of Claude Code are read. {@code setup} uses it,
 * and whoever wants to know which clients there are; it uses {@code edit} only.
 */
package dev.mcpmux.cli.client;
