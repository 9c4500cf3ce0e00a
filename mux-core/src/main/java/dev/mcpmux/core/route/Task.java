package dev.mcpmux.core.route;

import dev.mcpmux.core.frame.RequestId;

/**
 * Work that a server does in the background for one session.
 *
 * @see <a
 *     href="https://modelcontextprotocol.io/specification/2025-11-25/basic/utilities/tasks">2025-11-25/basic/utilities/tasks</a>
 */
final class Task {
  final String id;
  final Session owner;
  final int stream;

  /** The token the client gave, null for none; it lives until the task has ended. */
  final RequestId progressToken;

  /** The token the server was given, which is the id of the request that made the task. */
  final long upstreamToken;

  boolean ended;

  /** Whether its owner has had its result. */
  boolean fetched;

  Task(String id, ClientRequest request) {
    this.id = id;
    this.owner = request.session;
    this.stream = request.stream;
    this.progressToken = request.progressToken;
    this.upstreamToken = request.upstreamId();
  }
}
