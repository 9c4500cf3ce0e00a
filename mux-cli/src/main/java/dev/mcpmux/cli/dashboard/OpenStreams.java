package dev.mcpmux.cli.dashboard;

import dev.mcpmux.netty.config.HttpPages.EventSource;
import dev.mcpmux.netty.config.HttpPages.Events;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * The streams that pages listen to, no more than a person has windows: each may hold what its page
 * has not taken. Thread-safe.
 */
final class OpenStreams {

  static final int MAX = 16;

  private final AtomicInteger open = new AtomicInteger();

  /** Empty when there are too many. */
  Optional<Events> begin(Supplier<EventSource> source, long everyMillis) {
    if (open.incrementAndGet() > MAX) {
      open.decrementAndGet();
      return Optional.empty();
    }
    try {
      return Optional.of(new Events(new Counted(source.get(), open), everyMillis));
    } catch (RuntimeException | Error e) {
      open.decrementAndGet();
      throw e;
    }
  }

  private record Counted(EventSource source, AtomicInteger open) implements EventSource {

    @Override
    public byte[] next() {
      return source.next();
    }

    @Override
    public void close() {
      open.decrementAndGet();
      source.close();
    }
  }
}
