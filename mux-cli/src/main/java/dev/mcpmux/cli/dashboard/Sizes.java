package dev.mcpmux.cli.dashboard;

import dev.mcpmux.cli.measure.ProcessMemory;
import dev.mcpmux.cli.measure.TreeSize;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;

/**
 * What processes take, measured again only so often that the measuring takes a hundredth of one
 * processor at most, however many there are. Thread-safe.
 */
final class Sizes {

  private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final int SHARE = 100;

  private final Cache<TreeSize> trees = new Cache<>(TreeSize::of);
  private final Cache<Long> alone = new Cache<>(ProcessMemory::kibOf);

  private static final class Measured<T> {
    T size;
    long at;
    long took;
    long asked;
  }

  private static final class Cache<T> {
    private final LongFunction<T> measure;
    private final Map<Long, Measured<T>> all = new HashMap<>();

    /** Of all of them, the last time. */
    private long took;

    Cache(LongFunction<T> measure) {
      this.measure = measure;
    }

    T of(long pid) {
      long now = System.nanoTime();
      Measured<T> known = all.get(pid);
      if (known == null || now - known.at > Math.max(EVERY_NANOS, SHARE * took)) {
        known = known == null ? new Measured<>() : known;
        known.size = measure.apply(pid);
        known.at = System.nanoTime();
        took += known.at - now - known.took;
        known.took = known.at - now;
        all.put(pid, known);
      }
      known.asked = now;
      return known.size;
    }

    /** Those that nobody has asked for since. */
    void forget(long since) {
      all.values()
          .removeIf(
              measured -> {
                boolean gone = measured.asked - since < 0;
                took -= gone ? measured.took : 0;
                return gone;
              });
    }
  }

  /** A process with all that it has started. */
  synchronized TreeSize tree(long pid) {
    return trees.of(pid);
  }

  /** In KiB. */
  synchronized long alone(long pid) {
    return alone.of(pid);
  }

  /** Those that have not been asked for in the meantime have ended. */
  synchronized void forget(long since) {
    trees.forget(since);
    alone.forget(since);
  }
}
