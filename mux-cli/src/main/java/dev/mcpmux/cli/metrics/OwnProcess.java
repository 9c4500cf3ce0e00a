package dev.mcpmux.cli.metrics;

import io.prometheus.metrics.model.snapshots.Labels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/** What the daemon itself takes, under the names that any program has for that. */
final class OwnProcess {

  private static final Path STATUS = Path.of("/proc/self/status");

  void addTo(Families families) {
    ProcessHandle.Info info = ProcessHandle.current().info();
    info.totalCpuDuration()
        .ifPresent(
            time ->
                families.counter(
                    "process_cpu_seconds",
                    "Time of processors that the daemon has had.",
                    Labels.EMPTY,
                    time.toMillis() / 1e3));
    info.startInstant()
        .map(Instant::toEpochMilli)
        .ifPresent(
            start ->
                families.gauge(
                    "process_start_time_seconds",
                    "When the daemon was started, in seconds since 1970.",
                    Labels.EMPTY,
                    start / 1e3));
    long kib = residentKib();
    if (kib > 0) {
      families.gauge(
          "process_resident_memory_bytes",
          "Resident memory of the daemon.",
          Labels.EMPTY,
          kib * 1024.0);
    }
  }

  /** 0 where the system does not tell. */
  private static long residentKib() {
    if (!Files.isReadable(STATUS)) {
      return 0;
    }
    try {
      return Files.readAllLines(STATUS).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .sum();
    } catch (IOException e) {
      return 0;
    }
  }
}
