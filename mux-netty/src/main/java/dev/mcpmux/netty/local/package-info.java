/**
 * Servers and sessions that are objects of this process: they hand lines to the loop and get lines
 * from it without a socket. Only the server at the root and {@code upstream} make use of it. Begin
 * with {@link ServerConnection} and {@link LocalServers}.
 *
 * <p>What comes from the loop is copied once, as it is edited; handlers and callbacks run on
 * executors and send by {@link LoopMail}, which the loop empties in one go.
 */
package dev.mcpmux.netty.local;
