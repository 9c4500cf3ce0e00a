package dev.mcpmux.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.text.RawJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * However a server ends, nothing is left of it: here one that ignores the end of its input and
 * SIGTERM, with a child that does, and a grandchild that does and has left its session and pipes.
 */
class EveryWayOutIT {

  /** With a machine that is short of time; docs/lifecycle.md says seven seconds. */
  private static final Duration LONGEST_END = Duration.ofSeconds(12);

  /** How many processes one server is. */
  private static final int TREE = 3;

  private static final String SERVER =
      """
      trap '' TERM HUP INT
      echo $$ >>pids
      sh -c '
        echo $$ >>pids
        setsid sh -c "echo \\$\\$ >>pids; while :; do sleep 1; done" </dev/null >/dev/null 2>&1 &
        while :; do sleep 1; done' </dev/null >/dev/null 2>&1 &
      while IFS= read -r line; do
        id=$(printf '%s' "$line" | sed -n 's/.*"id":\\([0-9]*\\).*/\\1/p')
        case $line in
          *'"initialize"'*)
            [ -n "$SILENT" ] || printf '{"jsonrpc":"2.0","id":%s,"result":{"protocolVersion":"2025-11-25","capabilities":{"tools":{}},"serverInfo":{"name":"s","version":"1"}}}\\n' "$id" ;;
          *'"die"'*) kill -9 $$ ;;
          *'"id"'*) printf '{"jsonrpc":"2.0","id":%s,"result":{"tools":[]}}\\n' "$id" ;;
        esac
      done
      while :; do sleep 1; done
      """;

  @TempDir private Path directory;
  private Installation mcpmux;
  private final Map<Long, Instant> seen = new HashMap<>();

  @BeforeEach
  void begin() throws IOException {
    mcpmux = new Installation(directory);
    Files.writeString(directory.resolve("server.sh"), SERVER);
    config("");
  }

  @AfterEach
  void end() throws Exception {
    mcpmux.end();
  }

  @Test
  void a_restart() throws Exception {
    Client client = attach();
    Map<Long, Instant> first = started(TREE);

    assertThat(mcpmux.run("restart", "stubborn").exitCode()).isZero();

    client.call(1, "any", "{}");
    started(2 * TREE);
    awaitGone(first);
    assertThat(living()).isEqualTo(TREE);
  }

  @Test
  void a_restart_of_one_that_can_be_there_only_once() throws Exception {
    config(", \"replace\": \"after\"");
    Client client = attach();
    Map<Long, Instant> first = started(TREE);

    assertThat(mcpmux.run("restart", "stubborn").exitCode()).isZero();

    assertThat(first.keySet()).noneMatch(this::isAlive);
    client.call(1, "any", "{}");
    started(2 * TREE);
    assertThat(living()).isEqualTo(TREE);
  }

  @Test
  void another_config() throws Exception {
    Client client = attach();
    Map<Long, Instant> first = started(TREE);

    config(", \"env\": {\"STEP\": \"2\"}");
    assertThat(mcpmux.run("reload").exitCode()).isZero();

    started(2 * TREE);
    awaitGone(first);
    client.call(1, "any", "{}");
    assertThat(living()).isEqualTo(TREE);
  }

  @Test
  void disabling_it() throws Exception {
    attach();
    Map<Long, Instant> first = started(TREE);

    assertThat(mcpmux.run("disable", "stubborn").exitCode()).isZero();

    awaitGone(first);
  }

  @Test
  void having_nothing_to_do() throws Exception {
    config(", \"idleStop\": \"1s\"");
    Client client = attach();
    Map<Long, Instant> first = started(TREE);

    client.endInput().exitCode();

    awaitGone(first);
  }

  @Test
  void the_stop_command() throws Exception {
    attach();
    Map<Long, Instant> first = started(TREE);

    assertThat(mcpmux.run("stop").exitCode()).isZero();

    assertThat(first.keySet()).noneMatch(this::isAlive);
  }

  @Test
  void a_signal_to_the_daemon() throws Exception {
    attach();
    Map<Long, Instant> first = started(TREE);
    long daemon = mcpmux.daemonPid();

    ProcessHandle.of(daemon).orElseThrow().destroy();

    Installation.await("the daemon has ended", () -> !Installation.runs(daemon));
    assertThat(first.keySet()).noneMatch(this::isAlive);
  }

  @Test
  void a_start_that_takes_too_long() throws Exception {
    config(", \"env\": {\"SILENT\": \"1\"}, \"startTimeout\": \"1s\"");
    Client client = mcpmux.start("attach", "stubborn");

    client.send(Client.INITIALIZE);
    Map<Long, Instant> first = started(TREE);
    assertThat(client.readLine()).contains("did not answer initialize within 1000 ms");
    client.endInput();

    awaitGone(first);
  }

  @Test
  void its_own_death_which_leaves_a_child() throws Exception {
    Client client = attach();
    Map<Long, Instant> first = started(TREE);

    assertThat(client.call(1, "die", "{}")).contains("was ended by signal 9");

    awaitGone(first);
  }

  @Test
  void its_own_death_after_that_of_the_parent_of_one_that_has_left() throws Exception {
    Client client = attach();
    Map<Long, Instant> first = started(TREE);
    List<String> pids = Files.readAllLines(directory.resolve("pids"));
    Installation.await("the grandchild has been seen", () -> ledger().contains(pids.get(2) + " "));
    ProcessHandle.of(Long.parseLong(pids.get(1))).orElseThrow().destroyForcibly();

    assertThat(client.call(1, "die", "{}")).contains("was ended by signal 9");

    awaitGone(first);
  }

  @Test
  void the_death_of_the_daemon() throws Exception {
    attach();
    Map<Long, Instant> first = started(TREE);
    List<String> pids = Files.readAllLines(directory.resolve("pids"));
    Installation.await("the grandchild has been seen", () -> ledger().contains(pids.get(2) + " "));
    long daemon = mcpmux.daemonPid();
    ProcessHandle.of(daemon).orElseThrow().destroyForcibly();

    attach();

    awaitGone(first);
  }

  @Test
  void the_death_of_the_daemon_when_nobody_starts_another() throws Exception {
    Client client = mcpmux.start("attach", "stubborn");
    client.initialize();
    client.call(0, "any", "{}");
    Map<Long, Instant> first = started(TREE); // at once: of its grandchild nothing is written down
    long guardian = guardian();
    long daemon = mcpmux.daemonPid();
    long killed = System.nanoTime();

    kill("KILL", -daemon); // with its group

    awaitGone(first);
    assertThat(Duration.ofNanos(System.nanoTime() - killed)).isLessThan(LONGEST_END);
    Installation.await("the guardian has ended", () -> !Installation.runs(guardian));
  }

  @Test
  void the_death_of_the_daemon_of_a_server_that_runs_behind_others() throws Exception {
    mcpmux.config(
        "{\"mcpServers\": {\"stubborn\": {\"command\": \"sh\", \"args\": [\"-c\","
            + " \"trap '' TERM; setsid -w sh server.sh | cat\"], \"cwd\": "
            + RawJson.quote(directory.toString())
            + "}}}");
    attach();
    Map<Long, Instant> first = started(TREE);
    guardian();

    kill("KILL", mcpmux.daemonPid());

    awaitGone(first);
  }

  @Test
  void the_death_of_a_daemon_spares_another_that_one_of_its_servers_has_brought_about()
      throws Exception {
    Path home = Files.createDirectory(directory.resolve("other"));
    Installation other = new Installation(home);
    mcpmux.config(
        "{\"mcpServers\": {\"stubborn\": {\"command\": \"sh\", \"args\": [\"-c\","
            + " \"MCPMUX_HOME=$PWD/other \\\"$0\\\" attach nobody </dev/null; exec sh server.sh\", "
            + RawJson.quote(Installation.MCPMUX.toString())
            + "], \"cwd\": "
            + RawJson.quote(directory.toString())
            + "}}}");
    try {
      attach();
      Map<Long, Instant> first = started(TREE);
      guardian();
      long spared = other.daemonPid();

      kill("KILL", mcpmux.daemonPid());

      awaitGone(first);
      assertThat(other.daemonPid()).isEqualTo(spared);
    } finally {
      other.end();
    }
  }

  @Test
  void the_death_of_the_daemon_after_that_of_its_guardian() throws Exception {
    attach();
    Map<Long, Instant> first = started(TREE);
    long guardian = guardian();
    kill("KILL", guardian);
    Installation.await("another guardian has come", () -> isOther(guardian));

    kill("KILL", mcpmux.daemonPid());

    awaitGone(first);
  }

  @Test
  void the_death_of_the_daemon_while_its_guardian_is_stopped() throws Exception {
    attach();
    Map<Long, Instant> first = started(TREE);
    long guardian = guardian();
    kill("STOP", guardian);
    long daemon = mcpmux.daemonPid();

    kill("KILL", daemon);
    Installation.await("the daemon has ended", () -> !Installation.runs(daemon));
    kill("CONT", guardian);

    awaitGone(first);
  }

  @Test
  void the_death_of_a_daemon_and_of_its_guardian_and_the_next_start() throws Exception {
    attach();
    Map<Long, Instant> first = started(TREE);
    List<String> pids = Files.readAllLines(directory.resolve("pids"));
    Installation.await("the grandchild has been seen", () -> ledger().contains(pids.get(2) + " "));
    long daemon = mcpmux.daemonPid();
    long guardian = guardian();
    kill("STOP", daemon); // it starts no other
    kill("KILL", guardian);
    kill("KILL", daemon);

    attach();

    awaitGone(first);
  }

  @Test
  void nothing_ends_while_the_daemon_is_only_stopped() throws Exception {
    Client client = attach();
    started(TREE);
    long daemon = mcpmux.daemonPid();

    kill("STOP", daemon);
    client.send("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/list\"}");
    kill("CONT", daemon);

    assertThat(client.readLine()).contains("\"id\":7");
    assertThat(living()).isEqualTo(TREE);
  }

  private static void kill(String signal, long pid) throws Exception {
    assertThat(new ProcessBuilder("kill", "-" + signal, "--", Long.toString(pid)).start().waitFor())
        .isZero();
  }

  /** The pid of the daemon's guardian, which comes with its first server. */
  private long guardian() throws Exception {
    Assumptions.assumeTrue(
        Files.isExecutable(Installation.MCPMUX.resolveSibling("../lib/mcpmux-attach")),
        "there is no native relay, and so no guardian");
    long daemon = mcpmux.daemonPid();
    Installation.await("there is a guardian", () -> guardians(daemon).count() == 1);
    return guardians(daemon).findFirst().orElseThrow();
  }

  private boolean isOther(long guardian) {
    try {
      return guardians(mcpmux.daemonPid()).anyMatch(pid -> pid != guardian);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static Stream<Long> guardians(long daemon) {
    return ProcessHandle.of(daemon).stream()
        .flatMap(ProcessHandle::children)
        .filter(child -> Installation.runs(child.pid()))
        .filter(child -> child.info().commandLine().orElse("").contains("--guard"))
        .map(ProcessHandle::pid);
  }

  private void config(String members) throws IOException {
    mcpmux.config(
        "{\"mcpServers\": {\"stubborn\": {\"command\": \"/bin/sh\", \"args\": [\"server.sh\"],"
            + " \"cwd\": "
            + RawJson.quote(directory.toString())
            + members
            + "}}}");
  }

  private Client attach() throws Exception {
    Client client = mcpmux.start("attach", "stubborn");
    client.initialize();
    client.call(0, "any", "{}");
    return client;
  }

  /** Waits until so many have been started since the beginning; returns them all. */
  private Map<Long, Instant> started(int count) throws Exception {
    Path pids = directory.resolve("pids");
    Installation.await(
        count + " processes run",
        () -> {
          try {
            return Files.exists(pids) && Files.readAllLines(pids).size() >= count;
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        });
    for (String line : Files.readAllLines(pids)) {
      long pid = Long.parseLong(line);
      if (!seen.containsKey(pid)) {
        ProcessHandle.of(pid)
            .flatMap(process -> process.info().startInstant())
            .ifPresent(start -> seen.put(pid, start));
      }
    }
    return Map.copyOf(seen);
  }

  private long living() {
    return seen.keySet().stream().filter(this::isAlive).count();
  }

  /** By its start time: another process may have its pid. */
  private boolean isAlive(long pid) {
    return Installation.runs(pid)
        && ProcessHandle.of(pid)
            .flatMap(process -> process.info().startInstant())
            .filter(seen.get(pid)::equals)
            .isPresent();
  }

  private void awaitGone(Map<Long, Instant> processes) throws Exception {
    Installation.await(
        "none of these is left: " + processes,
        () -> processes.keySet().stream().noneMatch(this::isAlive));
  }

  private String ledger() {
    try (Stream<Path> files = Files.list(directory.resolve("state/processes"))) {
      StringBuilder text = new StringBuilder();
      for (Path file : files.toList()) {
        text.append(Files.readString(file));
      }
      return text.toString();
    } catch (IOException e) {
      return "";
    }
  }
}
