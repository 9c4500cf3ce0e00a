package dev.mcpmux.core.api.server;

import dev.mcpmux.core.api.Json;
import java.util.concurrent.CompletionStage;

/** A request of a session that a handler is answering. All methods may be called by any thread. */
public interface Call {

  /** Who asks, as far as it is known: on a shared connection it is one of several sessions. */
  Connection connection();

  /** The whole parameters of the request. */
  Json params();

  /**
   * Tells the caller how far it is, if he wants to know; each time more than the last. Costs
   * nothing where nobody does.
   *
   * @param total how much there is to do; 0 where it is not known
   * @param message for people; empty for none
   */
  void progress(double done, double total, String message);

  /** Writes to the caller's log, where its level is wanted. */
  void log(LogLevel level, String logger, Json data);

  /** Whether the caller does not want the answer any more, or has gone. */
  boolean isCancelled();

  /**
   * Calls back once when the request is taken back, on a thread of mcpmux; at once when it has
   * been, on the thread that asks for it. So a handler may wait for it, whatever threads its mount
   * has.
   */
  void onCancel(Runnable callback);

  /**
   * Asks this caller's client something: {@code sampling/createMessage}, {@code
   * elicitation/create}, {@code roots/list}. Fails with a {@link dev.mcpmux.core.api.McpException}
   * where the client does not do that. A handler that waits for it holds one of the threads of the
   * mount; the answer comes on a thread of mcpmux.
   */
  CompletionStage<Json> ask(String method, Json params);
}
