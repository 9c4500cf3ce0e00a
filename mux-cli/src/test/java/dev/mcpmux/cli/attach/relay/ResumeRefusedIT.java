package dev.mcpmux.cli.attach.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.Client;
import dev.mcpmux.cli.system.ExitCode;
import dev.mcpmux.cli.text.RawJson;
import org.junit.jupiter.api.Test;

/** A session for which there is no daemon, or none that takes it. */
class ResumeRefusedIT extends LostDaemons {

  @Test
  void a_daemon_that_was_stopped_is_started_again_by_the_next_request_alone() throws Exception {
    FakeDaemon.Session first = daemon.accept();
    open(first, VALUE);
    client.send(call("1"));
    first.readLine();
    first.send("\u001e{\"close\":{\"reason\":\"stopping\",\"message\":\"stopped\"}}\n");
    first.close();
    assertLost(client.readLine(), "1", true);
    client.send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/roots/list_changed\"}");

    assertThat(daemon.acceptsWithin(300)).isFalse();
    client.send(call("2"));
    FakeDaemon.Session second = daemon.accept();
    second.send(OPEN + VALUE);
    assertThat(second.readLine()).contains("roots/list_changed");
    assertThat(second.readLine()).isEqualTo(call("2"));
  }

  @Test
  void a_session_that_the_next_daemon_refuses_stays_and_tries_again() throws Exception {
    FakeDaemon.Session first = daemon.accept();
    open(first, VALUE);
    first.close();
    client.send(call("1"));
    FakeDaemon.Session second = daemon.accept();
    second.send("{\"mcpmux\":1,\"error\":{\"reason\":\"bad-resume\",\"message\":\"odd value\"}}\n");
    second.close();
    String error = client.readLine();
    assertThat(RawJson.string(error, "error", "message")).isEqualTo("odd value");
    assertThat(RawJson.string(error, "error", "data", "mcpmux", "reason")).isEqualTo("bad-resume");

    client.send(call("2"));
    FakeDaemon.Session third = daemon.accept();
    third.send(OPEN + VALUE);
    assertThat(third.readLine()).isEqualTo(call("2"));
  }

  @Test
  void a_session_that_was_not_opened_yet_ends_with_the_refusal() throws Exception {
    FakeDaemon.Session first = daemon.accept();
    first.send(OPEN);
    client.send(Client.INITIALIZE);
    first.readLine();
    first.close();
    FakeDaemon.Session second = daemon.accept();
    second.send("{\"mcpmux\":1,\"error\":{\"reason\":\"unknown-server\",\"message\":\"none\"}}\n");
    second.close();

    assertThat(RawJson.string(client.readLine(), "error", "message")).isEqualTo("none");
    assertThat(client.exitCode()).isEqualTo(ExitCode.REFUSED);
  }
}
