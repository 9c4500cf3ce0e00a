package dev.mcpmux.cli.attach.relay;

/**
 * Whether the daemon is there: asked when a request waits and nothing comes. Only time in which
 * this process looked counts, in slices, so that neither a machine that slept nor a process that
 * was stopped takes a daemon for one that hangs.
 */
final class Watch {

  static final long SLICE_MILLIS = 2_000;

  /** Of silence, after which it is asked. */
  private static final long ASK_MILLIS = 10_000;

  /** Of silence, after which it is taken for one that hangs. */
  private static final long HANG_MILLIS = 30_000;

  /** What is to be done. */
  enum Step {
    WAIT,
    /** Now, and not again before it was heard. */
    ASK,
    /** It has not answered. */
    CHECK
  }

  private long heardNanos;
  private long lookedNanos = System.nanoTime();
  private long silence;
  private boolean asked;

  /** There is another daemon. */
  void begin() {
    silence = 0;
    asked = false;
  }

  /**
   * @param heard when the daemon last said something
   * @param waits whether it owes anything that could come
   */
  Step look(long now, long heard, boolean waits) {
    long slice = Math.min((now - lookedNanos) / 1_000_000, SLICE_MILLIS);
    lookedNanos = now;
    if (!waits || heard != heardNanos) {
      heardNanos = heard;
      silence = 0;
      asked = false;
      return Step.WAIT;
    }
    silence += slice;
    if (silence >= HANG_MILLIS && asked) {
      silence = 0;
      asked = false;
      return Step.CHECK;
    }
    if (silence < ASK_MILLIS || asked) {
      return Step.WAIT;
    }
    asked = true;
    return Step.ASK;
  }
}
