package dev.mcpmux.netty.config;

/**
 * What is kept of the frames that have passed, for who looks later.
 *
 * @param frames how many of each server; 0 for none
 * @param bodies whether with what stands in them, up to {@link #MAX_BODY_BYTES} of each; else only
 *     their heads
 */
public record TapHistory(int frames, boolean bodies) {

  /** Nothing is kept, and frames that nobody watches cost nothing. */
  public static final TapHistory NONE = new TapHistory(0, false);

  public static final int MAX_FRAMES = 10_000;
  public static final int MAX_BODY_BYTES = 16 * 1024;

  public TapHistory {
    if (frames < 0 || frames > MAX_FRAMES) {
      throw new IllegalArgumentException(
          "frames: " + frames + " (expected: 0 to " + MAX_FRAMES + ")");
    }
  }
}
