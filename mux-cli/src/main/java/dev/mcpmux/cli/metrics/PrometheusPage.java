package dev.mcpmux.cli.metrics;

import dev.mcpmux.netty.config.MetricsPage;

/** {@code /metrics} while the config wants it. Knows no class of the library. Thread-safe. */
public final class PrometheusPage implements MetricsPage {

  private volatile boolean on;

  public PrometheusPage(boolean on) {
    this.on = on;
  }

  public void set(boolean wanted) {
    on = wanted;
  }

  @Override
  public boolean isOn() {
    return on;
  }

  @Override
  public Text write(Snapshot snapshot, String accept) {
    return MetricsText.write(snapshot, accept);
  }
}
