package dev.mcpmux.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.system.ExitCode;
import dev.mcpmux.cli.text.JsonTree;
import dev.mcpmux.cli.text.RawJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Sessions whose daemon is killed, frozen or stopped, with real daemons and a real server. */
@ParameterizedClass
@EnumSource(RelayKind.class)
class LostDaemonIT {

  private static final int LARGE = 20 << 20;

  @Parameter private RelayKind relay;
  @TempDir private Path directory;
  private Installation mcpmux;

  @BeforeEach
  void install() throws Exception {
    mcpmux = new Installation(relay, directory);
  }

  @AfterEach
  void end() throws Exception {
    mcpmux.end();
  }

  @Test
  void an_idle_session_goes_on_at_the_next_daemon_twice_in_a_row() throws Exception {
    Client session = open();
    for (int i = 1; i <= 2; i++) {
      long daemon = kill();

      assertThat(session.call(i, "echo", "{\"text\":\"t" + i + "\"}"))
          .contains("\"id\":" + i, "\"t" + i + "\"");
      assertThat(mcpmux.daemonPid()).isNotEqualTo(daemon);
    }
  }

  @Test
  void a_call_in_flight_gets_one_error_and_the_next_one_its_answer() throws Exception {
    Client session = open();
    session.send(call(1, "slow", "{\"steps\":600,\"delayMs\":100}"));
    Installation.await("the call is in flight", () -> inFlight() == 1);
    kill();

    assertThat(RawJson.find(session.readLine(), "error", "data", "mcpmux"))
        .isEqualTo("{\"reason\":\"daemon-lost\",\"mayHaveBeenExecuted\":true}");
    assertThat(session.call(2, "echo", "{\"text\":\"after\"}")).contains("\"id\":2", "after");
  }

  @Test
  void a_call_of_which_half_was_sent_gets_one_answer() throws Exception {
    Client session = open();
    String call = call(1, "echo", "{\"text\":\"whole\"}");
    session.sendBytes(call.substring(0, 40));
    kill();
    session.send(call.substring(40)).send(call(2, "echo", "{\"text\":\"after\"}"));

    assertThat(RawJson.find(session.readLine(), "id")).isEqualTo("1");
    assertThat(session.readLine()).contains("\"id\":2", "after");
  }

  @Test
  void a_daemon_killed_in_the_middle_of_a_large_call_costs_that_call_alone() throws Exception {
    Client session = open();
    String call = call(1, "echo", "{\"text\":\"" + "x".repeat(LARGE) + "\"}");
    session.sendBytes(call.substring(0, LARGE / 2));
    kill();
    session.send(call.substring(LARGE / 2)).send(call(2, "echo", "{\"text\":\"after\"}"));

    String answer = session.readLine();
    assertThat(RawJson.find(answer, "id")).isEqualTo("1");
    assertThat(RawJson.find(answer, "error", "code")).isEqualTo("-32603");
    assertThat(session.readLine()).contains("\"id\":2", "after");
  }

  @Test
  void sessions_that_lose_a_daemon_together_share_the_next_one() throws Exception {
    List<Client> sessions = new ArrayList<>();
    for (int i = 0; i < (relay == RelayKind.NATIVE ? 25 : 6); i++) {
      sessions.add(open());
    }
    kill();

    for (Client session : sessions) {
      session.send(call(1, "echo", "{\"text\":\"after\"}"));
    }
    for (Client session : sessions) {
      assertThat(session.readLine()).contains("\"id\":1", "after");
    }
    assertThat(JsonTree.objects(mcpmux.status(), "sessions")).hasSameSizeAs(sessions);
    assertThat(mcpmux.serverPids()).hasSize(1);
  }

  @Test
  void a_daemon_killed_while_it_starts_is_started_again() throws Exception {
    Client session = open();
    kill();
    session.send(call(1, "echo", "{\"text\":\"after\"}"));
    ProcessHandle.of(holder()).ifPresent(ProcessHandle::destroyForcibly);

    assertThat(RawJson.find(session.readLine(), "id")).isEqualTo("1");
    assertThat(session.call(2, "echo", "{\"text\":\"after\"}")).contains("\"id\":2", "after");
  }

  @Test
  void after_a_stop_the_next_request_starts_a_daemon_and_nothing_else_does() throws Exception {
    Client session = open();
    assertThat(mcpmux.run("stop", "--yes").exitCode()).isZero();
    assertThat(mcpmux.run("status").exitCode()).isEqualTo(ExitCode.NO_DAEMON);

    assertThat(session.call(1, "echo", "{\"text\":\"after\"}")).contains("\"id\":1", "after");
    session.endInput();
    assertThat(session.exitCode()).isZero();
    assertThat(session.stderr()).isEmpty();
  }

  @Test
  void a_daemon_that_is_frozen_is_ended_and_another_takes_the_session() throws Exception {
    Client session = open();
    long daemon = mcpmux.daemonPid();
    signal("STOP", daemon);
    Installation.await("all its threads have stopped", () -> isStopped(daemon));
    session.send(call(1, "echo", "{\"text\":\"x\"}"));

    assertThat(RawJson.string(session.readLine(90), "error", "message")).contains("has hung");
    Installation.await("it has ended", () -> !Installation.runs(daemon));
    assertThat(session.call(2, "echo", "{\"text\":\"after\"}")).contains("\"id\":2", "after");
  }

  private Client open() throws Exception {
    Client session = mcpmux.start(Installation.attachSample());
    assertThat(session.initialize()).contains("\"result\"");
    return session;
  }

  /** Kills the daemon, and returns its pid when the next one begins. */
  private long kill() throws Exception {
    long daemon = mcpmux.daemonPid();
    ProcessHandle.of(daemon).orElseThrow().destroyForcibly();
    // by then every relay has seen the end of its connection
    Installation.await("the next one begins", () -> holder() != daemon && holder() != 0);
    return daemon;
  }

  private int inFlight() {
    try {
      return Integer.parseInt(
          JsonTree.objects(mcpmux.status(), "sessions").get(0).get("inFlight").toString());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private long holder() {
    try {
      String pid = Files.readString(directory.resolve("run/daemon.lock")).trim();
      return pid.isEmpty() ? 0 : Long.parseLong(pid);
    } catch (IOException e) {
      return 0;
    }
  }

  private static boolean isStopped(long pid) {
    try (Stream<Path> threads = Files.list(Path.of("/proc", "" + pid, "task"))) {
      for (Path thread : threads.toList()) {
        String stat = Files.readString(thread.resolve("stat"));
        if (stat.charAt(stat.lastIndexOf(')') + 2) != 'T') {
          return false;
        }
      }
      return true;
    } catch (IOException e) {
      return false; // a thread that has ended meanwhile
    }
  }

  private static void signal(String name, long pid) throws Exception {
    new ProcessBuilder("kill", "-" + name, "" + pid).start().waitFor();
  }

  private static String call(int id, String tool, String arguments) {
    return "{\"jsonrpc\":\"2.0\",\"id\":"
        + id
        + ",\"method\":\"tools/call\",\"params\":{\"name\":\""
        + tool
        + "\",\"arguments\":"
        + arguments
        + "}}";
  }
}
