package dev.mcpmux.netty.http;

import dev.mcpmux.netty.io.AwakeClock;
import dev.mcpmux.netty.log.Log;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/**
 * Has the sessions written to disk, one file after the other and beside the loop, and tells who
 * waits for that. All that changes while a file is written is in the next one.
 *
 * <p>Event loop only.
 */
final class SessionKeeper {

  /** How exactly it is kept when a session was last used. */
  private static final long USED_NANOS = TimeUnit.MINUTES.toNanos(1);

  /** How long a disk may take before nobody waits for it any more. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final SessionHost host;
  private final AwakeClock clock;
  private final LongFunction<Supplier<byte[]>> files;

  /** They wait for the file that is being written. */
  private List<Runnable> waiting = new ArrayList<>();

  /** They wait for the one after that. */
  private List<Runnable> next = new ArrayList<>();

  private boolean writes;
  private boolean late;
  private boolean changed;

  /** Since when somebody has used a session; it is not kept yet. */
  private long usedAt;

  private boolean used;
  private long savedAt;

  /** Which file is being written, of all so far; what is said of another says nothing. */
  private long file;

  /** Whether that could not even begin. */
  private boolean failed;

  /**
   * @param files what is to be written at a time; made beside the loop
   */
  SessionKeeper(SessionHost host, AwakeClock clock, LongFunction<Supplier<byte[]>> files) {
    this.host = host;
    this.clock = clock;
    this.files = files;
  }

  /** Something of a session is to be kept, and nobody waits for it. */
  void onChanged() {
    changed = true;
  }

  /** Somebody has used a session: it is kept longer. */
  void onUsed() {
    if (!used) {
      used = true;
      usedAt = clock.now();
    }
  }

  /**
   * Something has changed that is about to be confirmed.
   *
   * @param then run once, when a daemon after this one would know of it
   */
  void whenKept(Runnable then) {
    changed = true;
    next.add(then);
    if (late) {
      tellAll();
    } else if (!writes) {
      write(clock.now());
    }
  }

  /** To be called now and then. */
  void onTick(long now) {
    if (failed) {
      failed = false;
      changed = true;
      onWritten(false);
    } else if (writes) {
      if (!late && now - savedAt > PATIENCE_NANOS) {
        late = true;
        Log.warn(
            "HTTP: the disk does not answer: what changes of sessions is lost if the daemon is"
                + " killed");
        tellAll();
      }
    } else if (changed || used && now - usedAt > USED_NANOS) {
      write(now);
    }
  }

  /** Whether there is anything to look after. */
  boolean isBusy() {
    return changed || writes;
  }

  /** Whether anybody waits for the disk. */
  boolean isAwaited() {
    return !waiting.isEmpty() || !next.isEmpty();
  }

  private void write(long now) {
    writes = true;
    changed = false;
    used = false;
    savedAt = now;
    List<Runnable> none = waiting;
    waiting = next;
    next = none;
    long number = ++file;
    try {
      host.keepSessions(files.apply(now), !waiting.isEmpty(), kept -> onWritten(number, kept));
    } catch (RuntimeException | Error e) { // no thread is an Error
      Log.bug("HTTP: sessions cannot be kept for now", e);
      failed = writes && number == file;
    }
  }

  private void onWritten(long number, boolean kept) {
    if (writes && number == file) {
      failed = false;
      onWritten(kept);
    }
  }

  private void onWritten(boolean kept) {
    if (!kept) {
      onUsed();
    }
    tell(waiting); // what they change is for the next file
    writes = false;
    late = false;
    if (!next.isEmpty()) {
      write(clock.now());
    }
  }

  private void tellAll() {
    tell(waiting);
    tell(next);
  }

  private static void tell(List<Runnable> all) {
    List<Runnable> now = List.copyOf(all);
    all.clear();
    for (Runnable each : now) {
      try {
        each.run();
      } catch (RuntimeException | Error e) {
        Log.bug("an HTTP session failed", e);
      }
    }
  }
}
