package dev.mcpmux.netty.tap;

import java.util.Map;

/**
 * What somebody wants to see.
 *
 * @param filter which frames
 * @param bodyBytes how much of each frame's bytes; 0 for its head alone
 * @param masked whether secrets are hidden
 * @param last how many frames of the history come first, of each server
 * @param follow whether it goes on with what comes
 */
public record TapRequest(
    TapFilter filter, int bodyBytes, boolean masked, int last, boolean follow) {

  /** The most that is kept of one frame for a tap. */
  static final int MAX_BODY_BYTES = 4 * 1024 * 1024;

  public TapRequest {
    bodyBytes = Math.min(Math.max(0, bodyBytes), MAX_BODY_BYTES);
  }

  /** Masked, and from now on. */
  public static TapRequest following(TapFilter filter, int bodyBytes) {
    return new TapRequest(filter, bodyBytes, true, 0, true);
  }

  /**
   * Of the options of a control call ({@code docs/attach-protocol.md}).
   *
   * @throws IllegalArgumentException if one of them is none or not what it should be
   */
  public static TapRequest of(Map<String, String> options) {
    long slowerMicros = number(options, "slowerThanMicros");
    TapFilter filter =
        new TapFilter(
            options.get("server"),
            Math.toIntExact(number(options, "session")),
            options.get("method"),
            options.get("tool"),
            new TapFilter.Outcome(
                options.containsKey("errors"), Math.multiplyExact(slowerMicros, 1000L)));
    return new TapRequest(
        filter,
        (int) Math.min(number(options, "bodyBytes"), MAX_BODY_BYTES),
        !options.containsKey("unmasked"),
        (int) Math.min(number(options, "last"), Integer.MAX_VALUE),
        !options.containsKey("ends"));
  }

  private static long number(Map<String, String> options, String name) {
    String value = options.getOrDefault(name, "0");
    try {
      long number = Long.parseLong(value);
      if (number >= 0 && number <= Integer.MAX_VALUE * 1000L) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new IllegalArgumentException("options." + name + " is no number of that kind");
  }
}
