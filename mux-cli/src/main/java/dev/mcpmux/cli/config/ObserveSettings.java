package dev.mcpmux.cli.config;

import java.util.Optional;

/**
 * What other programs are told of what happens.
 *
 * @param metrics whether there is {@code /metrics} over HTTP
 * @param telemetry empty when nothing is sent anywhere
 */
public record ObserveSettings(boolean metrics, Optional<TelemetrySettings> telemetry) {

  static final ObserveSettings OFF = new ObserveSettings(false, Optional.empty());
}
