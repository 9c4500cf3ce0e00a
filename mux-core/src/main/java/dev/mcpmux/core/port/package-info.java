/**
 * The contract between the core and its driver: what a session says when it comes, how a process is
 * started, the effects, the reports, and the status. The whole core uses it; it uses {@code
 * config}, {@code text} and {@code frame}. Begin with {@link dev.mcpmux.core.port.MuxActions} and
 * {@link dev.mcpmux.core.port.SessionHello}.
 */
@NullMarked
package dev.mcpmux.core.port;

import org.jspecify.annotations.NullMarked;
