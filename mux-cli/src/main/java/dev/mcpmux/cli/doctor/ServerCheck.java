package dev.mcpmux.cli.doctor;

import dev.mcpmux.cli.config.ConfigCopy;
import dev.mcpmux.cli.home.Distribution;
import dev.mcpmux.cli.home.Home;
import dev.mcpmux.cli.probe.Advice;
import dev.mcpmux.cli.probe.Probe;
import dev.mcpmux.cli.probe.ProbePlace;
import dev.mcpmux.cli.probe.ProbeReport;
import dev.mcpmux.cli.probe.ProbeResult;
import dev.mcpmux.cli.text.Failures;
import dev.mcpmux.cli.text.RawJson;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Starts each server, several at once but few, and has it list its tools. */
final class ServerCheck {

  private static final String NAME = "server";
  private static final int AT_ONCE = 3;
  private static final String NO_SERVERS = "{\"mcpServers\":{}}";

  private final Home home;
  private final DaemonCheck daemon;
  private final ConfigCheck config;
  private final boolean starts;
  private final Duration patience;

  ServerCheck(
      Home home, DaemonCheck daemon, ConfigCheck config, boolean starts, Duration patience) {
    this.home = home;
    this.daemon = daemon;
    this.config = config;
    this.starts = starts;
    this.patience = patience;
  }

  /** Tells each finding as soon as those before it are told. */
  void look(Consumer<Finding> found) {
    List<String> names = config.usable();
    if (!starts) {
      names.forEach(name -> found.accept(Finding.ok(NAME, "not started").about(name)));
      return;
    }
    try {
      if (!names.isEmpty()) {
        try (ProbePlace place = place()) {
          tryAll(place.probe(), names, found);
        }
      } else if (!daemon.answers()) {
        tryItself(found);
      }
    } catch (Exception e) {
      found.accept(
          Finding.problem(
              "daemon", "none can be started: " + Failures.describe(e), "mcpmux logs --daemon"));
    }
  }

  private ProbePlace place() throws Exception {
    return daemon.answers()
        ? ProbePlace.of(home)
        : ProbePlace.ofItsOwn(ConfigCopy.of(config.files(), name -> true), home);
  }

  private void tryAll(Probe probe, List<String> names, Consumer<Finding> found)
      throws InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
    try {
      Map<String, Future<ProbeResult>> tries = new LinkedHashMap<>();
      for (String name : names) {
        tries.put(name, threads.submit(() -> probe.run(name, List.of(name), patience)));
      }
      for (Map.Entry<String, Future<ProbeResult>> each : tries.entrySet()) {
        found.accept(finding(each.getKey(), each.getValue()));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static Finding finding(String name, Future<ProbeResult> attempt)
      throws InterruptedException {
    try {
      return finding(name, attempt.get());
    } catch (ExecutionException e) {
      return Finding.problem(NAME, "could not be tried: " + e.getCause(), "").about(name);
    }
  }

  static Finding finding(String name, ProbeResult result) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("millis", Long.toString(result.millis()));
    if (result.works()) {
      facts.put("tools", Integer.toString(result.tools().size()));
      return Finding.ok(NAME, new ProbeReport(name, result).summary()).about(name).with(facts);
    }
    ProbeResult.Failure failure = result.failure();
    facts.put("reason", RawJson.quote(failure.reason()));
    String text = failure.message().replace('\n', ' ');
    if (!failure.reason().equals(ProbeResult.Failure.TIMED_OUT)) {
      text += ", after " + new ProbeReport("", result).seconds();
    }
    String advice = Advice.on(failure);
    Finding finding =
        failure.reason().equals("unresolved-variable")
            ? Finding.note(NAME, failure.message(), advice)
            : Finding.problem(NAME, text, advice.isEmpty() ? "mcpmux try " + name : advice);
    return finding.about(name).with(failure.stderr()).with(facts);
  }

  /** Without servers: whether a session can be had at all. */
  private void tryItself(Consumer<Finding> found) throws Exception {
    try (ProbePlace place = ProbePlace.ofItsOwn(NO_SERVERS, home)) {
      ProbeResult result =
          place
              .probe()
              .run(
                  "", List.of("--", Distribution.launcher().toString(), "sample-server"), patience);
      found.accept(finding("sample", result));
    }
  }
}
