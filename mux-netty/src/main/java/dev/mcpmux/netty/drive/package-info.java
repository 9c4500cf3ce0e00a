/**
 * Drives {@link dev.mcpmux.core.Mux} on the event loop: events go in, effects come out, to links
 * that a transport has made. Transports use it and plug into it; it knows none of them. Begin with
 * {@link MuxDriver}, then {@link NettyMuxActions} and {@link Link}.
 */
package dev.mcpmux.netty.drive;
