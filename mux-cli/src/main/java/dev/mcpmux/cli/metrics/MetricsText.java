package dev.mcpmux.cli.metrics;

import dev.mcpmux.cli.measure.TreeSize;
import dev.mcpmux.core.meter.Numbers;
import dev.mcpmux.core.meter.ServerTally;
import dev.mcpmux.core.port.MuxStatus;
import dev.mcpmux.core.port.MuxVersion;
import dev.mcpmux.core.text.Printable;
import dev.mcpmux.netty.config.MetricsPage;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;

/** All metrics, as OpenMetrics for who takes that, else in the older format of Prometheus. */
final class MetricsText {

  static final String OTHER = "other";

  /** Of a name of a server or a client. */
  private static final int MAX_CHARS = 128;

  private static final String SERVER = "server";

  private final Families families = new Families();
  private final MetricsPage.Snapshot snapshot;
  private final LongFunction<TreeSize> sizes;

  private MetricsText(MetricsPage.Snapshot snapshot, LongFunction<TreeSize> sizes) {
    this.snapshot = snapshot;
    this.sizes = sizes;
  }

  static MetricsPage.Text write(MetricsPage.Snapshot snapshot, String accept) {
    return write(snapshot, accept, TreeSize.ofMany());
  }

  /**
   * @param sizes measures a process by its pid, with all that it has started
   */
  static MetricsPage.Text write(
      MetricsPage.Snapshot snapshot, String accept, LongFunction<TreeSize> sizes) {
    ExpositionFormatWriter open = OpenMetricsTextFormatWriter.create();
    ExpositionFormatWriter writer =
        open.accepts(accept) ? open : PrometheusTextFormatWriter.create();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      writer.write(out, new MetricsText(snapshot, sizes).metrics());
    } catch (IOException e) {
      throw new UncheckedIOException(e); // of memory, which has none
    }
    return new MetricsPage.Text(writer.getContentType(), out.toByteArray());
  }

  /** What servers and clients have named, without what could do harm where it is shown. */
  static String text(String name) {
    return Printable.line(name, MAX_CHARS);
  }

  private MetricSnapshots metrics() {
    families.info("mcpmux_build", "What runs.", Labels.of("version", MuxVersion.get()));
    families.gauge(
        "mcpmux_uptime_seconds",
        "Since the daemon began to count.",
        Labels.EMPTY,
        snapshot.uptimeNanos() / 1e9);
    new CallMetrics(snapshot.numbers()).addTo(families);
    snapshot.numbers().servers().forEach(this::addServer);
    snapshot.status().servers().forEach(this::addProcesses);
    for (MuxStatus.Session session : snapshot.status().sessions()) {
      addSessions(session.server(), 1);
    }
    new OwnProcess().addTo(families);
    return families.all();
  }

  private static Labels of(String server) {
    return Labels.of(SERVER, text(server));
  }

  private void addServer(String name, Numbers.Server server) {
    Labels labels = of(name);
    ServerTally tally = server.tally();
    families.gauge(
        "mcpmux_calls_in_flight", "Requests that a server works on.", labels, server.inFlight());
    families.gauge(
        "mcpmux_calls_waiting",
        "Requests that wait for a process that starts, or that has as many as it may.",
        labels,
        server.waiting());
    families.counter(
        "mcpmux_server_starts", "Processes that have begun to run.", labels, tally.starts());
    families.counter(
        "mcpmux_server_restarts",
        "Those of them that took the place of another.",
        labels,
        tally.restarts());
    families.counter(
        "mcpmux_server_start_failures",
        "How often a process did not come up.",
        labels,
        tally.startFailures());
    families.counter(
        "mcpmux_server_questions_refused",
        "Requests of a server that reached no session.",
        labels,
        tally.questionsRefused());
    String crashes = "Processes that had come up and ended by themselves, by how they did.";
    families.counter("mcpmux_server_crashes", crashes, labels.add("reason", ""), 0);
    for (Map.Entry<String, Long> crash : tally.crashReasons().entrySet()) {
      families.counter(
          "mcpmux_server_crashes",
          crashes,
          labels.add("reason", text(crash.getKey())),
          crash.getValue());
    }
  }

  private void addSessions(String server, int sessions) {
    families.gauge("mcpmux_sessions", "Sessions that are open.", of(server), sessions);
  }

  private void addProcesses(MuxStatus.Server server) {
    addSessions(server.name(), 0);
    families.gauge(
        "mcpmux_server_up",
        "Whether the last start of a server did not fail.",
        of(server.name()),
        server.failure().isPresent() ? 0 : 1);
    addCaches(server);
    for (MuxStatus.Upstream upstream : server.upstreams()) {
      families.gauge(
          "mcpmux_server_processes",
          "Processes of a server, and sessions with a remote one, by their state.",
          of(server.name()).add("state", upstream.state()),
          1);
      Long pid = snapshot.pids().get(upstream.number());
      if (pid != null) {
        addSize(of(server.name()).add("pid", pid.toString()), sizes.apply(pid));
      }
    }
  }

  /** Only where the config wants results of tools kept. */
  private void addCaches(MuxStatus.Server server) {
    Labels labels = of(server.name());
    List<MuxStatus.Cache> caches =
        server.upstreams().stream().flatMap(each -> each.cache().stream()).toList();
    for (MuxStatus.Cache cache : caches) {
      families.gauge(
          "mcpmux_cache_results", "Results of tools that are kept.", labels, cache.results());
      families.gauge("mcpmux_cache_bytes", "Their bytes.", labels, cache.bytes());
      families.counter(
          "mcpmux_cache_hits",
          "Calls that were answered with one, of the processes that run.",
          labels,
          cache.hits());
      families.counter(
          "mcpmux_cache_misses",
          "Calls that could have been and went to the server, likewise.",
          labels,
          cache.misses());
    }
    if (!caches.isEmpty()) {
      families.gauge(
          "mcpmux_cache_oldest_seconds",
          "The age of the oldest.",
          labels,
          caches.stream().mapToLong(MuxStatus.Cache::oldestMillis).max().getAsLong() / 1e3);
    }
  }

  private void addSize(Labels labels, TreeSize size) {
    if (size.processes() == 0) {
      return; // it has ended
    }
    if (size.kib() > 0) {
      families.gauge(
          "mcpmux_process_memory_bytes",
          "Memory of a server's process and of all that it has started: Pss where the system tells"
              + " it, else Rss.",
          labels,
          size.kib() * 1024.0);
    }
    families.counter(
        "mcpmux_process_cpu_seconds",
        "Time of processors that they have had; that of those that have ended is not in it.",
        labels,
        size.cpuMillis() / 1e3);
    families.gauge(
        "mcpmux_process_tree_size", "How many they are together.", labels, size.processes());
  }
}
