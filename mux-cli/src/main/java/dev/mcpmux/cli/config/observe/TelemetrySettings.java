package dev.mcpmux.cli.config.observe;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

/**
 * The config's {@code telemetry} object: where OpenTelemetry is sent by OTLP over HTTP.
 *
 * @param endpoint to which {@code /v1/traces} and {@code /v1/metrics} are appended
 * @param headers of each request; secret
 * @param interval between two sendings of metrics
 */
public record TelemetrySettings(
    URI endpoint, Map<String, String> headers, boolean traces, boolean metrics, Duration interval) {

  /** How often metrics are sent if the config does not say. */
  public static final Duration DEFAULT_INTERVAL = Duration.ofMinutes(1);

  /** Without what is secret. */
  @Override
  public String toString() {
    return "telemetry to " + endpoint;
  }
}
