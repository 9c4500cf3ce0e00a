/**
 * A client in Java: an {@link dev.mcpmux.core.api.session.McpSession} calls tools, reads resources
 * and gets prompts of the servers behind mcpmux, whether mcpmux is in the same process or a daemon
 * beside it. Programs that embed mcpmux use it. Begin with {@link
 * dev.mcpmux.core.api.session.McpSession}.
 *
 * <h2>Threads</h2>
 *
 * All methods may be called by any thread, and none of them waits. Answers, notifications and
 * questions of servers come one at a time and in their order on the session's executor: the one
 * that its options name, else a pool of mcpmux's own. So a listener that takes long holds up what
 * comes to this session behind it, and nothing else; and a callback that waits for an answer of the
 * same session waits for ever: go on with {@code thenCompose}, or with the {@code Async} methods of
 * the future.
 *
 * <h2>Errors</h2>
 *
 * A request that is answered with an error fails with a {@link dev.mcpmux.core.api.McpException},
 * which has its code, message and data. When a session ends, for whatever reason, all that waits
 * fails with a {@link dev.mcpmux.core.api.session.SessionClosedException}, or with the error that
 * mcpmux had for it just before; what comes after fails with the former. A tool that ran and failed
 * is no such error: see {@link dev.mcpmux.core.api.server.ToolResult#isError}.
 */
@NullMarked
package dev.mcpmux.core.api.session;

import org.jspecify.annotations.NullMarked;
