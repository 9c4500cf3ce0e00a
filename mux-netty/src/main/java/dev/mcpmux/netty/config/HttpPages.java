package dev.mcpmux.netty.config;

import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Pages that the program around a {@code MuxServer} serves over HTTP, beside MCP and at an address
 * of their own. Who may ask is theirs to say; that a request comes from no page of another origin
 * is seen to before.
 */
public interface HttpPages {

  /**
   * One request, complete.
   *
   * @param method {@code GET} or {@code POST}
   * @param path without the query
   * @param query each parameter's first value
   * @param header the first value of a header; null for none
   * @param peer the other side, on the loopback interface; null when it has gone
   * @param own our side of the connection; null when it has gone
   * @param body of a POST, as JSON; empty without
   */
  record Request(
      String method,
      String path,
      Map<String, String> query,
      Function<String, @Nullable String> header,
      @Nullable InetSocketAddress peer,
      @Nullable InetSocketAddress own,
      byte[] body) {}

  /** What becomes of a request. */
  sealed interface Answer {}

  /** A response that is complete. */
  record Whole(int status, String type, Map<String, String> headers, byte[] body)
      implements Answer {}

  /**
   * A stream of events, for as long as the client listens.
   *
   * @param everyMillis how long it is waited between two looks at whether there is something new
   */
  record Events(EventSource source, long everyMillis) implements Answer {}

  /** What a stream of events sends. One helper thread at a time; may block for a while. */
  interface EventSource extends AutoCloseable {

    /**
     * What is new, asked for only when the client has taken what came before.
     *
     * @return whole events as UTF-8; empty for nothing, null when the stream is to end
     */
    byte @Nullable [] next();

    /** Nobody listens any more. */
    @Override
    void close();
  }

  /**
   * Whether a request comes from somebody who may see what is behind, so that its connection is not
   * the first to go when there are too many. Event loop; must not block.
   */
  boolean admits(Request head);

  /** A helper thread; may block for a while. */
  CompletionStage<Answer> answer(Request request);

  /** Called every five minutes by a helper thread. */
  void look();
}
