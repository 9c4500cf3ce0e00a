/**
 * A client's end of an MCP session, for the commands that are clients themselves: {@code try},
 * {@code doctor} and {@code demo}. It uses nothing but the readers of JSON.
 */
package dev.mcpmux.cli.session;
