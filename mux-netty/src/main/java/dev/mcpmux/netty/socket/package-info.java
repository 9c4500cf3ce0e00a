/**
 * The unix socket: its file, hellos, control calls, and the sessions of clients that came over it.
 * Only the server makes use of it. Begin with {@link HelloHandler}, then {@link Reception} and
 * {@link Control}.
 */
package dev.mcpmux.netty.socket;
