package dev.mcpmux.cli.config.observe;

/**
 * The config's {@code usage} object: the history of what was used.
 *
 * @param enabled whether there is one
 * @param days how old what is kept may be
 * @param maxMegabytes how large the database may be
 */
public record UsageSettings(boolean enabled, int days, int maxMegabytes) {

  /** What holds where the config is silent. */
  public static UsageSettings defaults() {
    return new UsageSettings(true, 90, 50);
  }
}
