package dev.mcpmux.cli.metrics;

import dev.mcpmux.netty.config.MetricsPage;

/** {@code /metrics} as Prometheus wants it. Thread-safe. */
public final class PrometheusPage implements MetricsPage {

  @Override
  public boolean isOn() {
    return true;
  }

  @Override
  public Text write(Snapshot snapshot, String accept) {
    return MetricsText.write(snapshot, accept);
  }
}
