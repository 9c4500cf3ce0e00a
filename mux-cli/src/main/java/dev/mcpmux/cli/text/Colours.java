package dev.mcpmux.cli.text;

import java.util.Map;

/**
 * Colours for a terminal, or none. They are put around text that is laid out already, as nobody
 * sees them in its length.
 *
 * @param on whether there are any
 */
public record Colours(boolean on) {

  public static final Colours NONE = new Colours(false);

  /** What each begins with. */
  static final char ESCAPE = 0x1b;

  private static final String END = ESCAPE + "[0m";

  /**
   * Those of a terminal that has not said that it wants none.
   *
   * @param terminal whether it is one that is written to
   */
  public static Colours of(boolean terminal, Map<String, String> environment) {
    boolean wanted =
        environment.getOrDefault("NO_COLOR", "").isEmpty()
            && !environment.getOrDefault("TERM", "dumb").equals("dumb");
    return new Colours(terminal && wanted);
  }

  public String strong(String text) {
    return around("1", text);
  }

  public String odd(String text) {
    return around("33", text);
  }

  public String bad(String text) {
    return around("31", text);
  }

  private String around(String code, String text) {
    return on && !text.isEmpty() ? ESCAPE + "[" + code + "m" + text + END : text;
  }
}
