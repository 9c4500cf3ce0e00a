package dev.mcpmux.cli.chaos;

import java.util.concurrent.CompletableFuture;

/** A request, and its answer once there is one. */
final class Exchange {

  final Mark mark;

  /** As it stands in the request. */
  final String id;

  final String method;
  final String params;
  final long sentAt = System.nanoTime();

  /** Whether the answer must hold the mark, because the server puts it there. */
  final boolean isMarked;

  /** The answer, or null where none can come any more, for a reason that is the client's own. */
  final CompletableFuture<String> answer = new CompletableFuture<>();

  /** It was given up: it may stay without an answer. */
  volatile boolean isGivenUp;

  Exchange(Mark mark, String method, String params, boolean isMarked) {
    this.mark = mark;
    this.id = mark.number() % 3 == 0 ? "\"" + mark.number() + "\"" : "" + mark.number();
    this.method = method;
    this.params = params;
    this.isMarked = isMarked;
  }

  String line() {
    return "{\"jsonrpc\":\"2.0\",\"id\":"
        + id
        + ",\"method\":\""
        + method
        + "\""
        + (params.isEmpty() ? "" : ",\"params\":" + params)
        + "}";
  }

  @Override
  public String toString() {
    return mark + " " + method;
  }
}
