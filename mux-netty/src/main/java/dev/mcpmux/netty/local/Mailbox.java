package dev.mcpmux.netty.local;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Hands things to one reader, one at a time and in their order, on an executor. Thread-safe. */
final class Mailbox<T> {
  private static final int BATCH = 256;

  private final Executor executor;
  private final Consumer<T> reader;
  private final Queue<T> things = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean working = new AtomicBoolean();

  /**
   * @param reader throws nothing
   */
  Mailbox(Executor executor, Consumer<T> reader) {
    this.executor = executor;
    this.reader = reader;
  }

  /** It is read after {@link #deliver}. */
  void add(T thing) {
    things.add(thing);
  }

  /** Has what was added read. */
  void deliver() {
    if (!things.isEmpty() && working.compareAndSet(false, true)) {
      try {
        executor.execute(this::work);
      } catch (RejectedExecutionException e) {
        work(); // its program has ended its executor: what waits must hear of the end all the same
      }
    }
  }

  private void work() {
    int count = 0;
    T thing = things.poll();
    while (thing != null) {
      reader.accept(thing);
      thing = ++count < BATCH ? things.poll() : null;
    }
    working.set(false);
    deliver();
  }
}
