package dev.mcpmux.cli.metrics;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Metrics by their names, in the order in which they came. What has the same labels is added up:
 * two names of a server's tools may look the same once they are harmless.
 */
final class Families {

  /** What is said of a metric, and its values. */
  private record Family(boolean counter, String help, Map<Labels, Double> values) {}

  private final Map<String, Family> families = new LinkedHashMap<>();
  private final MetricSnapshots.Builder others = MetricSnapshots.builder();

  /** Of a number that only grows; its name gets {@code _total}. */
  void counter(String name, String help, Labels labels, double value) {
    add(name, true, help, labels, value);
  }

  void gauge(String name, String help, Labels labels, double value) {
    add(name, false, help, labels, value);
  }

  private void add(String name, boolean counter, String help, Labels labels, double value) {
    families
        .computeIfAbsent(name, first -> new Family(counter, help, new LinkedHashMap<>()))
        .values()
        .merge(labels, value, Double::sum);
  }

  void other(MetricSnapshot snapshot) {
    others.metricSnapshot(snapshot);
  }

  void info(String name, String help, Labels labels) {
    others.metricSnapshot(
        InfoSnapshot.builder()
            .name(name)
            .help(help)
            .dataPoint(InfoSnapshot.InfoDataPointSnapshot.builder().labels(labels).build())
            .build());
  }

  MetricSnapshots all() {
    families.forEach((name, family) -> others.metricSnapshot(snapshot(name, family)));
    return others.build();
  }

  private static MetricSnapshot snapshot(String name, Family family) {
    if (family.counter()) {
      CounterSnapshot.Builder counter = CounterSnapshot.builder().name(name).help(family.help());
      family
          .values()
          .forEach(
              (labels, value) ->
                  counter.dataPoint(
                      CounterDataPointSnapshot.builder().labels(labels).value(value).build()));
      return counter.build();
    }
    GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(name).help(family.help());
    family
        .values()
        .forEach(
            (labels, value) ->
                gauge.dataPoint(
                    GaugeDataPointSnapshot.builder().labels(labels).value(value).build()));
    return gauge.build();
  }
}
