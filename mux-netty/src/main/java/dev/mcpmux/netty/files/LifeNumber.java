package dev.mcpmux.netty.files;

import dev.mcpmux.netty.log.Log;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * Counts the lives of daemons with one state directory, so that what one of them has numbered is
 * not taken for what the next one numbers. Touches the disk: never on the event loop.
 */
public final class LifeNumber {

  private static final String KEY = "lives";

  /** So many lives later, numbers come again. */
  private static final int LIVES = 1 << 17;

  /**
   * So many numbers are between two lives: together they fit 31 bits, as some clients keep ids in
   * that. A life may use more of them, as only those that await an answer at its end matter.
   */
  private static final int NUMBERS_BITS = 14;

  private LifeNumber() {}

  /** The numbers of this life are above this one. To be called once. */
  public static long first(StateFiles states) {
    long life = next(states.load(KEY));
    states.keep(KEY, Long.toString(life).getBytes(StandardCharsets.US_ASCII));
    boolean kept = states.save(KEY);
    // the next life would have the same number
    return (kept ? life : byTime()) << NUMBERS_BITS;
  }

  /** Where it is not known how many there were, the time is the number. */
  private static long next(byte[] before) {
    if (before != null) {
      try {
        long last = Long.parseLong(new String(before, StandardCharsets.US_ASCII).strip());
        return Math.floorMod(last + 1, LIVES);
      } catch (NumberFormatException e) {
        Log.warn("what was kept of lives is no number");
      }
    }
    return byTime();
  }

  private static long byTime() {
    return TimeUnit.MILLISECONDS.toSeconds(System.currentTimeMillis()) % LIVES;
  }
}
