/**
 * Everything that touches a socket, a process or a buffer: the unix socket server, child processes
 * as channels, the pipelines and the one event loop that runs them and {@code Mux}.
 */
package dev.mcpmux.netty;
