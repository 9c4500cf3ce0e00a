package dev.mcpmux.cli.dashboard;

import dev.mcpmux.cli.measure.SizedStatus;
import dev.mcpmux.cli.text.JsonTree;
import dev.mcpmux.netty.MuxPages;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The status with what the processes take, which also goes into the history. Thread-safe. */
final class Measurements {

  private static final long NOTE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final MuxPages daemon;
  private final Sizes sizes = new Sizes();
  private final AtomicLong noted = new AtomicLong(System.nanoTime() - NOTE_NANOS);

  Measurements(MuxPages daemon) {
    this.daemon = daemon;
  }

  /**
   * As {@code mcpmux status --json} has it.
   *
   * @param rowsOf the server whose tools and methods are wanted; empty for none
   */
  String status(String rowsOf) {
    long began = System.nanoTime();
    String status = daemon.statusJson(rowsOf).toCompletableFuture().join();
    String sized = SizedStatus.of(status, sizes::tree, sizes::alone, null);
    long last = noted.get();
    if (began - last >= NOTE_NANOS && noted.compareAndSet(last, began)) {
      daemon.memory(memory(JsonTree.parse(sized)));
      sizes.forget(began);
    }
    return sized;
  }

  private static Map<String, Long> memory(Map<String, Object> status) {
    Map<String, Long> kib = new HashMap<>();
    for (Map<String, Object> server : JsonTree.objects(status, "servers")) {
      List<Map<String, Object>> processes = JsonTree.objects(server, "processes");
      long sum = processes.stream().mapToLong(process -> number(process, "memoryKib")).sum();
      if (sum > 0) {
        kib.put(String.valueOf(server.get("name")), sum);
      }
    }
    long all = kib.values().stream().mapToLong(Long::longValue).sum();
    if (status.get("daemon") instanceof Map<?, ?> own
        && own.get("memoryKib") instanceof String text) {
      all += Long.parseLong(text);
    }
    kib.put("", all);
    return kib;
  }

  private static long number(Map<String, Object> object, String name) {
    return object.get(name) instanceof String text ? Long.parseLong(text) : 0;
  }
}
