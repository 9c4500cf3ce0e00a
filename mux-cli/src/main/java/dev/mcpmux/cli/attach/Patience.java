package dev.mcpmux.cli.attach;

/**
 * How long a relay waits for a daemon, and how often it looks. Many relays may wait on a machine
 * that is short of time, which the daemon they wait for needs: looking must cost next to nothing,
 * and giving up, after which each runs a server of its own, is the last resort.
 */
final class Patience {

  /** While a daemon is being started, by this relay or by another. */
  static final long START_MILLIS = 120_000;

  /** While one is there that does not take the session. */
  static final long REFUSAL_MILLIS = 20_000;

  /** For the answer to the hello. */
  static final long ANSWER_MILLIS = 60_000;

  /**
   * In place of these where something else can be run: clients wait half a minute for a server, and
   * a session without sharing is better than none.
   */
  static final long FALLBACK_MILLIS = 25_000;

  private static final long MIN_PAUSE_MILLIS = 10;
  private static final long MAX_PAUSE_MILLIS = 250;

  private Patience() {}

  static long startMillis(boolean hasFallback) {
    return hasFallback ? FALLBACK_MILLIS : START_MILLIS;
  }

  static long answerMillis(boolean hasFallback) {
    return hasFallback ? FALLBACK_MILLIS : ANSWER_MILLIS;
  }

  /** How long to pause before the next look: so that the wait gets a quarter longer at most. */
  static long pauseMillis(long waitedMillis) {
    return Math.max(MIN_PAUSE_MILLIS, Math.min(MAX_PAUSE_MILLIS, waitedMillis / 4));
  }
}
