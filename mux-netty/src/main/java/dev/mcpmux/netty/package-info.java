/**
 * {@link MuxServer}, the one class for a program that has mcpmux inside, and what puts the rooms
 * together: everything that touches a socket, a process or a buffer. Nothing here is used by the
 * packages below. Begin with {@link MuxServer}; {@code dev.mcpmux.netty.drive} is the middle.
 */
@NullMarked
package dev.mcpmux.netty;

import org.jspecify.annotations.NullMarked;
