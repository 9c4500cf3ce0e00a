package dev.mcpmux.core.api.server;

import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * A server in Java and how it is run; its name and its scope are those of its entry in the config.
 *
 * @param factory makes the server of each connection
 * @param executor runs the handlers; empty for a pool of mcpmux's own
 * @param maxConcurrent how many handlers of one connection run at one time
 * @param maxOpen how many requests of one connection wait for their answer; more are refused
 */
public record ServerMount(
    ServerFactory factory, Optional<Executor> executor, int maxConcurrent, int maxOpen) {
  private static final int DEFAULT_CONCURRENT = 8;
  private static final int DEFAULT_OPEN = 1024;

  public ServerMount {
    Objects.requireNonNull(factory);
    Objects.requireNonNull(executor);
    if (maxConcurrent < 1 || maxOpen < 1) {
      throw new IllegalArgumentException(
          "bounds: " + maxConcurrent + ", " + maxOpen + " (expected: at least 1)");
    }
  }

  /** Handlers on a pool of mcpmux's own, 8 at one time. */
  public static ServerMount of(ServerFactory factory) {
    return new ServerMount(factory, Optional.empty(), DEFAULT_CONCURRENT, DEFAULT_OPEN);
  }

  /**
   * The same with handlers on this executor.
   *
   * <p>{@code Runnable::run} runs them on mcpmux's event loop itself, which saves two changes of
   * thread for each call. That is for handlers that never wait, for a lock, a file or another call:
   * while one runs, no session gets anything.
   */
  public ServerMount on(Executor chosen) {
    return new ServerMount(factory, Optional.of(chosen), maxConcurrent, maxOpen);
  }

  /** The same with other bounds. */
  public ServerMount bounded(int concurrent, int open) {
    return new ServerMount(factory, executor, concurrent, open);
  }
}
