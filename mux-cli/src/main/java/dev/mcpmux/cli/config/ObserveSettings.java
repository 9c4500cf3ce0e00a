package dev.mcpmux.cli.config;

import java.util.Optional;
import java.util.function.Predicate;

/**
 * What is kept, and what other programs are told, of what happens.
 *
 * @param metrics whether there is {@code /metrics} over HTTP
 * @param telemetry empty when nothing is sent anywhere
 * @param usage whether and for how long it is kept who used what
 */
public record ObserveSettings(
    boolean metrics, Optional<TelemetrySettings> telemetry, UsageSettings usage) {

  static final String METRICS = "metrics";
  static final String TELEMETRY = "telemetry";
  static final String USAGE = "usage";

  static ObserveSettings defaults() {
    return new ObserveSettings(false, Optional.empty(), UsageSettings.defaults());
  }

  /** With those of others for the keys that do not hold. */
  ObserveSettings where(Predicate<String> holds, ObserveSettings others) {
    return new ObserveSettings(
        holds.test(METRICS) ? metrics : others.metrics,
        holds.test(TELEMETRY) ? telemetry : others.telemetry,
        holds.test(USAGE) ? usage : others.usage);
  }
}
