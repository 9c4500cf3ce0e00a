package dev.mcpmux.cli.chaos;

import java.time.Duration;

/**
 * What a run depends on.
 *
 * @param seed decides every call and every action
 * @param time how long things are broken
 * @param sessions how many are open at a time
 * @param daemon whether the daemon is killed, stopped and made to hang as well
 * @param haste what sessions divide their pauses between calls by
 */
record Settings(long seed, Duration time, int sessions, boolean daemon, int haste) {

  /** From the system properties {@code chaos.*}; a seed of its own where none is given. */
  static Settings get() {
    String seed = System.getProperty("chaos.seed", "");
    return new Settings(
        seed.isBlank() ? System.nanoTime() % 1_000_000 : Long.parseLong(seed),
        Duration.ofMillis(
            (long) (Double.parseDouble(System.getProperty("chaos.minutes", "2")) * 60_000)),
        Integer.getInteger("chaos.sessions", 8),
        Boolean.parseBoolean(System.getProperty("chaos.daemon", "false")),
        Integer.getInteger("chaos.haste", 1));
  }
}
