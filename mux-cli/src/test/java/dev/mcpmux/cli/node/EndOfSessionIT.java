package dev.mcpmux.cli.node;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How a session ends: at the end of its input, at SIGTERM, at {@code stop}. */
class EndOfSessionIT {

  private Sandbox sandbox;

  @BeforeEach
  void open() throws Exception {
    NodeTools.node();
    sandbox = new Sandbox();
  }

  @AfterEach
  void stop() throws Exception {
    if (sandbox != null) {
      sandbox.close();
    }
  }

  @Test
  void what_was_piped_in_is_answered_before_the_end() throws Exception {
    RawClient client = sandbox.open();
    client.sendInitialize("2025-11-25");
    client.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}");
    client.endInput();

    List<String> lines = client.rest();

    assertThat(lines)
        .extracting(line -> Json.parse(line).at("id").value())
        .containsExactly("init", 1L);
    assertThat(Json.parse(lines.get(1)).at("result", "tools").list()).isNotEmpty();
    assertThat(client.exitCode()).isZero();
  }

  @Test
  void a_call_that_is_not_answered_in_time_does_not_keep_the_session_open() throws Exception {
    RawClient client = sandbox.open().initialized();
    client.send(RawClient.callLine("1", "never", "{}"));

    client.endInput();

    assertThat(client.process().waitFor(2, SECONDS)).as("ended within two seconds").isTrue();
  }

  @Test
  void SIGTERM_ends_a_session_and_not_the_server() throws Exception {
    RawClient client = sandbox.open().initialized();
    RawClient other = sandbox.open().initialized();
    long pid = client.call("echo", "{}").at("result", "pid").number();

    client.process().destroy();

    assertThat(client.process().waitFor(2, SECONDS)).as("ended within two seconds").isTrue();
    assertThat(other.call("echo", "{}").at("result", "pid").value()).isEqualTo(pid);
  }

  @Test
  void stop_leaves_open_sessions_which_go_on_with_their_next_request() throws Exception {
    RawClient client = sandbox.open().initialized();
    long before = client.call("echo", "{}").at("result", "pid").number();

    sandbox.stop();

    assertThat(client.call("echo", "{}").at("result", "pid").number()).isNotEqualTo(before);
  }

  @Test
  void a_daemon_that_is_killed_leaves_no_server() throws Exception {
    RawClient client = sandbox.open().initialized();
    client.call("echo", "{}");
    Processes.Found daemon =
        sandbox.running().stream()
            .filter(process -> process.commandLine().matches(".*dev\\.mcpmux\\.cli\\.Main serve.*"))
            .findFirst()
            .orElseThrow();

    daemon.kill();

    client.endInput();
    client.exitCode();
    sandbox.expectNothingLeft();
  }
}
