package dev.mcpmux.netty.io;

import dev.mcpmux.core.config.Limits;
import dev.mcpmux.core.time.Timers.Timer;
import dev.mcpmux.netty.log.Log;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Asks the disk about directories that sessions have named, which may lie on a file system that
 * hangs for ever, such as that of an NFS server that is gone. Whoever waits for one is told so in
 * time; all others, and what the {@link Helper} does, go on.
 *
 * <p>A few questions are put at a time. One without an answer after a moment counts no more, and
 * only keeps the thread that it has; the same question is not put again meanwhile. Threads go away
 * when idle.
 *
 * <p>Event loop only; questions are answered on other threads.
 */
public final class Lookups {

  private static final int AT_A_TIME = 4;
  private static final long MOMENT_MILLIS = 50;
  private static final long IDLE_SECONDS = 5;
  private static final AtomicInteger COUNT = new AtomicInteger();

  /** What the disk is asked. */
  public interface Question<T> {

    /**
     * Equal for questions that have the same answer. No record, as what compares records is made at
     * run time, by parts of the JDK that the daemon loads for nothing else.
     */
    List<Object> key();

    /** Whatever it is about, to be read before a colon. */
    String what();

    /** Blocks, perhaps for ever. */
    T answer();
  }

  private final EventExecutor loop;
  private final AwakeClock clock;
  private final Supplier<Limits> limits;
  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE, // one for each open question at most
          IDLE_SECONDS,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          Lookups::thread);
  private final Map<List<Object>, Lookup<?>> open = new HashMap<>();
  private final Deque<Lookup<?>> waiting = new ArrayDeque<>();
  private int counted;

  /**
   * @param limits those of now
   */
  public Lookups(EventExecutor loop, AwakeClock clock, Supplier<Limits> limits) {
    this.loop = loop;
    this.clock = clock;
    this.limits = limits;
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "mcpmux-lookup-" + COUNT.incrementAndGet());
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Has a question answered. Exactly one of the two is called, on the event loop, but not before
   * this returns.
   *
   * @param told the answer
   * @param unknown told why there is none, in one line
   */
  public <T> void ask(Question<T> question, Consumer<T> told, Consumer<String> unknown) {
    List<Object> key = question.key();
    @SuppressWarnings("unchecked") // the same answer, so one of the same type
    Lookup<T> lookup = (Lookup<T>) open.get(key);
    if (lookup == null) {
      int max = limits.get().maxLookups();
      if (open.size() >= max) {
        String why = question.what() + ": lookups: " + (open.size() + 1) + " (limit: " + max + ")";
        loop.execute(() -> unknown.accept(why));
        return;
      }
      lookup = new Lookup<>(key, question);
      open.put(key, lookup);
      waiting.add(lookup);
    }
    lookup.join(told, unknown);
    beginNext();
  }

  /** Runs beside the loop what may take long and has a bound of its own: the look-up of a name. */
  public void run(Runnable task) {
    threads.execute(task);
  }

  private void beginNext() {
    while (counted < AT_A_TIME && !waiting.isEmpty()) {
      waiting.remove().begin();
    }
  }

  /** Lets idle threads go; one whose disk hangs ends when that answers after all. */
  public void stop() {
    threads.shutdown();
  }

  private final class Lookup<T> {
    private final List<Object> key;
    private final Question<T> question;
    private final List<Asker> askers = new ArrayList<>();

    /** Null when it does not count among those that are put at a time. */
    private ScheduledFuture<?> moment;

    Lookup(List<Object> key, Question<T> question) {
      this.key = key;
      this.question = question;
    }

    void join(Consumer<T> told, Consumer<String> unknown) {
      askers.add(new Asker(told, unknown));
    }

    void begin() {
      counted++;
      moment = loop.schedule(this::countNoMore, MOMENT_MILLIS, TimeUnit.MILLISECONDS);
      try {
        threads.execute(this::answer);
      } catch (RuntimeException | Error e) { // no thread to be had is an Error
        Consumer<Asker> tell = failed(e);
        loop.execute(() -> end(tell));
      }
    }

    private void countNoMore() {
      moment = null;
      counted--;
      beginNext();
    }

    /** On a thread beside the loop. */
    private void answer() {
      Consumer<Asker> tell;
      try {
        T answer = question.answer();
        tell = asker -> asker.told.accept(answer);
      } catch (RuntimeException | Error e) {
        tell = failed(e);
      }
      Consumer<Asker> each = tell;
      try {
        loop.execute(() -> end(each));
      } catch (RejectedExecutionException e) {
        // the daemon has ended meanwhile: nobody waits
      }
    }

    private Consumer<Asker> failed(Throwable e) {
      Log.bug("a lookup failed", e);
      return asker -> asker.unknown.accept("internal error, see the daemon's log");
    }

    private void end(Consumer<Asker> tell) {
      open.remove(key);
      if (moment != null) {
        moment.cancel(false);
        countNoMore();
      }
      for (Asker asker : askers) {
        asker.timeout.cancel();
        loop.execute(() -> tell(asker, tell)); // what one causes must not reach the next
      }
    }

    private void tell(Asker asker, Consumer<Asker> what) {
      try {
        what.accept(asker);
      } catch (RuntimeException | Error e) {
        failed(e).accept(asker); // who waits for a lookup is never left alone
      }
    }

    /** Who waits for the answer. */
    private final class Asker {
      private final Consumer<T> told;
      private final Consumer<String> unknown;
      private final long since = clock.now();
      private final long limit = limits.get().lookupTimeoutMillis();
      private final Timer timeout = clock.in(limit, TimeUnit.MILLISECONDS, this::giveUp);

      Asker(Consumer<T> told, Consumer<String> unknown) {
        this.told = told;
        this.unknown = unknown;
      }

      private void giveUp() {
        askers.remove(this);
        if (askers.isEmpty() && waiting.remove(Lookup.this)) {
          open.remove(key);
        }
        long waited = TimeUnit.NANOSECONDS.toMillis(clock.now() - since);
        unknown.accept(
            question.what() + ": ms without an answer: " + waited + " (limit: " + limit + ")");
      }
    }
  }
}
