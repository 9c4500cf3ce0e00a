package dev.mcpmux.cli.daemon;

import dev.mcpmux.cli.telemetry.Telemetry;
import dev.mcpmux.core.config.MuxConfig;

/**
 * Telemetry, where the config wants it. Where it does not, nothing of that package is loaded: a
 * lambda that is given one would be enough for that.
 */
final class TelemetrySwitch {

  /** Null for none. */
  private final Telemetry telemetry;

  /**
   * @param telemetry null for none
   */
  TelemetrySwitch(Telemetry telemetry) {
    this.telemetry = telemetry;
  }

  /** Which servers are reached over the network stands there. */
  void servers(MuxConfig config) {
    if (telemetry != null) {
      telemetry.servers(config);
    }
  }

  void close() {
    if (telemetry != null) {
      telemetry.close();
    }
  }
}
