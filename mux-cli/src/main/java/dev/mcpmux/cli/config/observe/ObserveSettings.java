package dev.mcpmux.cli.config.observe;

import dev.mcpmux.netty.config.TapHistory;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What is kept, and what other programs are told, of what happens.
 *
 * @param metrics whether there is {@code /metrics} over HTTP
 * @param telemetry empty when nothing is sent anywhere
 * @param usage whether and for how long it is kept who used what
 * @param tap what is kept of the messages that pass
 */
public record ObserveSettings(
    boolean metrics, Optional<TelemetrySettings> telemetry, UsageSettings usage, TapHistory tap) {

  // keys of the config
  public static final String METRICS = "metrics";
  public static final String TELEMETRY = "telemetry";
  public static final String USAGE = "usage";
  public static final String TAP = "tap";

  /** What holds where the config is silent. */
  public static ObserveSettings defaults() {
    return new ObserveSettings(false, Optional.empty(), UsageSettings.defaults(), TapHistory.NONE);
  }

  /** With those of others for the keys that do not hold. */
  public ObserveSettings where(Predicate<String> holds, ObserveSettings others) {
    return new ObserveSettings(
        holds.test(METRICS) ? metrics : others.metrics,
        holds.test(TELEMETRY) ? telemetry : others.telemetry,
        holds.test(USAGE) ? usage : others.usage,
        holds.test(TAP) ? tap : others.tap);
  }
}
