package dev.mcpmux.core.peer;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Hands things to one reader, one at a time and in their order, on an executor. Thread-safe. */
final class Mailbox<T> {
  private static final int BATCH = 256;

  private final SureExecutor executor;
  private final Consumer<T> reader;
  private final Consumer<Throwable> failed;
  private final Queue<T> things = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean working = new AtomicBoolean();

  /**
   * @param reader is given the rest also where it throws
   * @param failed told what it throws
   */
  Mailbox(SureExecutor executor, Consumer<T> reader, Consumer<Throwable> failed) {
    this.executor = executor;
    this.reader = reader;
    this.failed = failed;
  }

  /** It is read after {@link #deliver}. */
  void add(T thing) {
    things.add(thing);
  }

  /** Has what was added read. */
  void deliver() {
    if (!things.isEmpty() && working.compareAndSet(false, true)) {
      executor.execute(this::work);
    }
  }

  private void work() {
    int count = 0;
    T thing = things.poll();
    while (thing != null) {
      try {
        reader.accept(thing);
      } catch (Throwable e) { // also a checked one that nobody has declared
        failed.accept(e);
      }
      thing = ++count < BATCH ? things.poll() : null;
    }
    working.set(false);
    deliver();
  }
}
