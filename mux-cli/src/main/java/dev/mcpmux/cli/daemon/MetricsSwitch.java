package dev.mcpmux.cli.daemon;

import dev.mcpmux.cli.feature.Features;
import dev.mcpmux.netty.config.MetricsPage;

/** {@code /metrics} while the config wants it, loaded when it is first asked for. Thread-safe. */
final class MetricsSwitch implements MetricsPage {

  private static final String PAGE = "dev.mcpmux.cli.metrics.PrometheusPage";

  private volatile boolean on;

  /** Null until then. */
  private MetricsPage page;

  MetricsSwitch(boolean on) {
    this.on = on;
  }

  void set(boolean wanted) {
    on = wanted;
  }

  @Override
  public boolean isOn() {
    return on;
  }

  @Override
  public Text write(Snapshot snapshot, String accept) {
    return page().write(snapshot, accept);
  }

  private synchronized MetricsPage page() {
    if (page == null) {
      page = Features.load(MetricsPage.class, PAGE);
    }
    return page;
  }
}
