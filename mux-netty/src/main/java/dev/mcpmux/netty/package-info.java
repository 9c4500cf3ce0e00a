/**
 * {@link MuxServer}, the one class for a program that has mcpmux inside, and what puts the packages
 * together: everything that touches a socket, a process or a buffer. Nothing here is used by the
 * packages below. Begin with {@link MuxServer}; {@code dev.mcpmux.netty.drive} is the middle.
 *
 * <h2>For a program that has mcpmux inside</h2>
 *
 * <ul>
 *   <li>{@link MuxServer#builder()} makes one that listens nowhere, {@link
 *       MuxServer#builder(java.nio.file.Path)} one that other programs attach to;
 *   <li>{@link MuxServer#openSession} opens a session with a server of the config or of the
 *       program, {@link MuxClient#connect} the same at a daemon that runs already: {@link
 *       dev.mcpmux.core.api.session} says how its answers come, on which threads, and as which
 *       errors;
 *   <li>{@link MuxServerBuilder#mount} makes a Java object a server for all sessions: {@link
 *       dev.mcpmux.core.api.server} says on which threads its handlers run, and what comes of what
 *       they throw.
 * </ul>
 *
 * <h2>Versions</h2>
 *
 * The API is what the modules {@code dev.mcpmux.netty} and {@code dev.mcpmux.core} export to every
 * program. Until 1.0, a change of the second number may break programs, and from 1.0 on only one of
 * the first. Sessions and objects speak the revisions of MCP with a handshake, up to 2025-11-25;
 * the clients and servers behind them may speak others.
 */
@NullMarked
package dev.mcpmux.netty;

import org.jspecify.annotations.NullMarked;
