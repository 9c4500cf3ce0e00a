package dev.mcpmux.core.state;

import dev.mcpmux.core.frame.RequestId;

/**
 * Work that a server does in the background for one session.
 *
 * @see <a
 *     href="https://modelcontextprotocol.io/specification/2025-11-25/basic/utilities/tasks">2025-11-25/basic/utilities/tasks</a>
 */
public final class Task {
  public final String id;
  public final Session owner;
  public final int stream;

  /** The token the client gave, null for none; it lives until the task has ended. */
  public final RequestId progressToken;

  /** The token the server was given, which is the id of the request that made the task. */
  final long upstreamToken;

  private boolean ended;
  private boolean fetched;

  public Task(String id, ClientRequest request) {
    this.id = id;
    this.owner = request.session;
    this.stream = request.stream;
    this.progressToken = request.progressToken;
    this.upstreamToken = request.upstreamId();
  }

  public boolean hasEnded() {
    return ended;
  }

  void end() {
    ended = true;
  }

  /** Whether its owner has had its result. */
  public boolean isFetched() {
    return fetched;
  }

  public void fetch() {
    fetched = true;
  }
}
