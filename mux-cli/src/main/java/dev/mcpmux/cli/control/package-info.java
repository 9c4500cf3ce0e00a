/**
 * {@code mcpmux attach --control}: a small MCP server with which an agent sees what the daemon
 * runs, and restarts a server. It is a process of its own that asks the daemon as the commands do,
 * so it costs the daemon nothing. Begin with {@link dev.mcpmux.cli.control.ControlServer}; {@link
 * dev.mcpmux.cli.control.ControlTools} says what there is, {@link
 * dev.mcpmux.cli.control.StatusText} what an agent may see.
 */
package dev.mcpmux.cli.control;
