package dev.mcpmux.cli.config;

import java.util.Map;

/**
 * The config's {@code context} object: the server that is built in, for notes that sessions share.
 *
 * @param enabled whether there is one
 * @param handover whether the next session of a project is told what the one before has left to it
 * @param sessions whether sessions of a project may see each other's titles
 * @param days how long a note stays that nobody changes
 * @param maxMegabytes how large the database may be
 */
public record ContextSettings(
    boolean enabled, boolean handover, boolean sessions, int days, int maxMegabytes) {

  /** What the server is called. */
  public static final String NAME = "context";

  static ContextSettings defaults() {
    return new ContextSettings(false, false, false, 90, 50);
  }

  /** Reads it. */
  static final class Reader {

    /** Ten years. */
    private static final int MAX_DAYS = 3650;

    private static final int MAX_MEGABYTES = 1000;

    private boolean enabled;
    private boolean handover;
    private boolean sessions;
    private int days = defaults().days;
    private int maxMegabytes = defaults().maxMegabytes;

    void read(ConfigReader in) throws ConfigException {
      in.object(members(in));
    }

    Map<String, ConfigReader.Member> members(ConfigReader in) {
      return Map.of(
          "enabled", key -> enabled = in.bool(),
          "handover", key -> handover = in.bool(),
          "sessions", key -> sessions = in.bool(),
          "days", key -> days = UsageReader.number(in, MAX_DAYS),
          "maxMegabytes", key -> maxMegabytes = UsageReader.number(in, MAX_MEGABYTES));
    }

    ContextSettings settings() {
      return new ContextSettings(enabled, handover, sessions, days, maxMegabytes);
    }
  }
}
