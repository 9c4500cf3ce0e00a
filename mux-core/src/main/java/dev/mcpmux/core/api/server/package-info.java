/**
 * A server in Java: a {@link dev.mcpmux.core.api.server.McpServer} has tools, resources and prompts
 * with the handlers that answer, and a {@link dev.mcpmux.core.api.server.ServerMount} says how it
 * is run. Programs that embed mcpmux use it, and {@code config} names it. Begin with {@link
 * dev.mcpmux.core.api.server.McpServer}.
 *
 * <h2>Threads</h2>
 *
 * Handlers run on an executor, never on mcpmux's event loop, unless the mount says so: the one that
 * the mount names, else a pool of mcpmux's own. Of one connection at most {@link
 * dev.mcpmux.core.api.server.ServerMount#maxConcurrent} handlers run at one time; what comes beyond
 * that waits, and past {@link dev.mcpmux.core.api.server.ServerMount#maxOpen} is refused. So a slow
 * tool holds up nothing but its own caller, as long as there are fewer of them than that; and never
 * the lists and subscriptions, which mcpmux answers itself. Handlers of one connection run beside
 * each other and in any order: what they share must be thread-safe. What they send is in the order
 * in which they sent it.
 *
 * <h2>Errors</h2>
 *
 * A tool that ran and failed returns {@link dev.mcpmux.core.api.server.ToolResult#error}, which a
 * model reads and can act on. A handler that throws a {@link dev.mcpmux.core.api.McpException}
 * answers with that error of the protocol. Whatever else it throws is an internal error for the
 * caller, who sees none of its text, and is written to the log. The connection goes on in all three
 * cases.
 */
@NullMarked
package dev.mcpmux.core.api.server;

import org.jspecify.annotations.NullMarked;
