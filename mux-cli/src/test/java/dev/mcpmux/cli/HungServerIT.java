package dev.mcpmux.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.text.JsonTree;
import dev.mcpmux.cli.text.RawJson;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that show no sign of life, and some that only seem so, with a real daemon. */
class HungServerIT {

  @TempDir private Path directory;
  private Path burnt;
  private Installation mcpmux;

  @BeforeEach
  void install() {
    mcpmux = new Installation(directory);
    burnt = directory.resolve("burnt");
  }

  @AfterEach
  void end() throws Exception {
    mcpmux.end();
  }

  @Test
  void a_server_that_is_frozen_is_replaced_and_its_sessions_go_on() throws Exception {
    config("\"hangTimeout\": \"1s\"");
    Client session = open();
    Client other = open();
    long pid = pid(session.call(1, "pid", "{}"));
    signal("STOP", pid);

    String answer = session.call(2, "pid", "{}");

    assertThat(RawJson.find(answer, "id")).isEqualTo("2");
    assertThat(RawJson.string(answer, "error", "data", "mcpmux")).isEqualTo("server-hung");
    assertThat(RawJson.string(answer, "error", "message"))
        .contains("no sign of life for 1000 ms", "may have been executed");
    long next = pid(other.call(1, "pid", "{}"));
    assertThat(next).isNotEqualTo(pid);
    assertThat(pid(session.call(3, "pid", "{}"))).isEqualTo(next);
    Installation.await("nothing of it is left", () -> !Installation.runs(pid));
    assertThat(JsonTree.objects(mcpmux.status(), "lately").get(0).get("what").toString())
        .contains("server \"silent\" hung");
    assertThat(mcpmux.run("status").out()).contains("server \"silent\" hung", "1 restart");
  }

  @Test
  void a_server_that_blocks_is_replaced() throws Exception {
    config("\"hangTimeout\": \"1s\"");
    Client session = open();
    long pid = pid(session.call(1, "pid", "{}"));

    assertThat(session.call(2, "block", "{}")).contains("\"id\":2", "server-hung");

    assertThat(pid(session.call(3, "pid", "{}"))).isNotEqualTo(pid);
  }

  @Test
  void a_server_that_is_busy_is_left_alone_though_it_answers_no_ping() throws Exception {
    config("\"hangTimeout\": \"2s\"");
    Client session = open();
    long pid = pid(session.call(1, "pid", "{}"));

    assertThat(pid(session.call(2, "burn", "{\"millis\":9000}"))).isEqualTo(pid);

    assertThat(pid(session.call(3, "pid", "{}"))).isEqualTo(pid);
  }

  @Test
  void another_timeout_in_the_config_holds_for_a_server_that_runs() throws Exception {
    config("\"hangTimeout\": \"never\"");
    Client session = open();
    long pid = pid(session.call(1, "pid", "{}"));
    signal("STOP", pid);
    config("\"hangTimeout\": \"1s\"");
    assertThat(mcpmux.run("reload").exitCode()).isZero();

    assertThat(session.call(2, "pid", "{}")).contains("\"id\":2", "server-hung");
  }

  @Test
  void the_time_in_which_the_daemon_was_stopped_counts_for_no_timeout() throws Exception {
    config("\"hangTimeout\": \"2s\", \"requestTimeout\": \"5s\"");
    Client session = open();
    long pid = pid(session.call(1, "pid", "{}"));
    long daemon = mcpmux.daemonPid();
    session.send(
        "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/call\",\"params\":"
            + "{\"name\":\"burn\",\"arguments\":{\"millis\":8000}}}");
    Installation.await("the call is in flight", () -> inFlight() == 1);

    signal("STOP", daemon);
    Installation.await("the server has done it", () -> Files.exists(burnt));
    signal("CONT", daemon);

    assertThat(pid(session.readLine())).isEqualTo(pid);
    assertThat(mcpmux.daemonPid()).isEqualTo(daemon);
    assertThat(mcpmux.daemonLog()).contains("held up for");
  }

  private void config(String more) throws Exception {
    mcpmux.config(
        "{\"mcpServers\": {\"silent\": {\"command\": "
            + RawJson.quote(Path.of(System.getProperty("java.home"), "bin/java").toString())
            + ", \"args\": [\"-cp\", "
            + RawJson.quote(System.getProperty("java.class.path"))
            + ", "
            + RawJson.quote(SilentServer.class.getName())
            + ", "
            + RawJson.quote(burnt.toString())
            + "], "
            + more
            + "}}}");
  }

  private Client open() throws Exception {
    Client session = mcpmux.start("attach", "silent");
    assertThat(session.initialize()).contains("\"result\"");
    return session;
  }

  private static long pid(String answer) {
    String pid = RawJson.find(answer, "result", "pid");
    assertThat(pid).as(answer).isNotNull();
    return Long.parseLong(pid);
  }

  private int inFlight() {
    try {
      return Integer.parseInt(
          JsonTree.objects(mcpmux.status(), "sessions").get(0).get("inFlight").toString());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static void signal(String name, long pid) throws Exception {
    assertThat(new ProcessBuilder("kill", "-" + name, "" + pid).start().waitFor()).isZero();
  }
}
