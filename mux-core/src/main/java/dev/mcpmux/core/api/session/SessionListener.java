package dev.mcpmux.core.api.session;

import dev.mcpmux.core.api.Json;
import dev.mcpmux.core.api.McpException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What comes to a session without having been asked for. Called on the session's executor. */
public interface SessionListener {

  /** Hears nothing, and refuses every question. */
  SessionListener NONE = new SessionListener() {};

  /** A server tells something: {@code notifications/tools/list_changed}, a log message. */
  default void onNotification(String method, Json params) {}

  /**
   * A server asks something: {@code sampling/createMessage}, {@code elicitation/create}, {@code
   * roots/list}. It comes only to sessions whose options declare the capability.
   *
   * @return the result, at some time; a failure is answered as an error. The stage is cancelled if
   *     the server takes the question back. It must not wait for another answer of this session
   */
  default CompletionStage<Json> onRequest(String method, Json params) {
    return CompletableFuture.failedFuture(
        new McpException(McpException.METHOD_NOT_FOUND, "this client does not do " + method));
  }

  /** It has ended; nothing more comes. */
  default void onClosed(SessionClosedException why) {}
}
