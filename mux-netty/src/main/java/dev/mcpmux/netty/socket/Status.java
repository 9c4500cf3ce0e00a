package dev.mcpmux.netty.socket;

import dev.mcpmux.core.port.MuxStatus;
import dev.mcpmux.netty.config.ControlCalls;
import dev.mcpmux.netty.config.MetricsPage;
import dev.mcpmux.netty.drive.MuxDriver;
import dev.mcpmux.netty.report.Lately;
import dev.mcpmux.netty.report.NumbersJson;
import dev.mcpmux.netty.report.StatusJson;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What the daemon is doing right now. Event loop only. */
public final class Status {

  /** More than anybody looks through. */
  private static final int MAX_CALLS = 200;

  private final MuxDriver driver;
  private final NumbersJson numbers;
  private final Lately lately;
  private final ControlCalls calls;
  private final StatusJson.Program program;
  private final long startedAt = System.nanoTime();

  /**
   * @param program what runs here, and at the other end of sessions
   */
  public Status(
      MuxDriver driver,
      NumbersJson numbers,
      Lately lately,
      ControlCalls calls,
      StatusJson.Program program) {
    this.program = program;
    this.driver = driver;
    this.numbers = numbers;
    this.lately = lately;
    this.calls = calls;
  }

  /** As {@code mcpmux status --json} prints it. */
  byte[] json() {
    return json(name -> true);
  }

  /**
   * The same.
   *
   * @param rowsOf the servers whose methods and tools are wanted
   */
  public byte[] json(Predicate<String> rowsOf) {
    return StatusJson.write(
        new StatusJson.Now(
            driver.status(),
            driver.openCalls(MAX_CALLS),
            driver::pid,
            System.nanoTime() - startedAt),
        numbers.rowsOf(rowsOf),
        lately,
        calls.notices(),
        program);
  }

  /** The same for who reads it on another thread. */
  public MetricsPage.Snapshot snapshot() {
    MuxStatus status = driver.status();
    Map<Integer, Long> pids = new HashMap<>();
    status.servers().stream()
        .flatMap(server -> server.upstreams().stream())
        .filter(upstream -> driver.pid(upstream.number()) != 0)
        .forEach(upstream -> pids.put(upstream.number(), driver.pid(upstream.number())));
    return new MetricsPage.Snapshot(numbers.copy(), status, pids, System.nanoTime() - startedAt);
  }

  /** Whether a name is that of a server of the config, or of a command that a client gave. */
  public boolean hasServer(String name) {
    return servers(name).findAny().isPresent();
  }

  /** Whether a process of it is ready. */
  boolean isInUse(String server) {
    return servers(server)
        .flatMap(each -> each.upstreams().stream())
        .anyMatch(upstream -> upstream.state().equals("ready"));
  }

  private Stream<MuxStatus.Server> servers(String name) {
    return driver.status().servers().stream().filter(each -> each.name().equals(name));
  }
}
