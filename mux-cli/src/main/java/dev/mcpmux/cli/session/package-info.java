/**
 * A client's end of an MCP session, for the commands that are clients themselves: {@code try},
 * {@code doctor}, {@code demo} and {@code check}. It uses nothing but the readers of JSON. Begin
 * with {@link dev.mcpmux.cli.session.StdioSession}.
 */
package dev.mcpmux.cli.session;
