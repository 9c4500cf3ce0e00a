package dev.mcpmux.cli.attach.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.system.ExitCode;
import dev.mcpmux.cli.text.RawJson;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A relay goes on with the next daemon, and each request gets one answer. */
class ResumeIT extends LostDaemons {

  @Test
  void a_session_goes_on_with_the_next_daemon_and_the_value_of_the_last() throws Exception {
    FakeDaemon.Session first = daemon.accept();
    assertThat(RawJson.find(first.hello(), "resumes")).isEqualTo("1");
    assertThat(RawJson.find(first.hello(), "resume")).isNull();
    open(first, "\u001e{\"resume\":\"v0\"}\n" + VALUE);

    first.close();
    FakeDaemon.Session second = daemon.accept();

    assertThat(RawJson.find(second.hello(), "resume")).isEqualTo("\"v1 \\\"x\\\" \u00e9\"");
    second.send(OPEN + VALUE);
    client.send(call("7"));
    assertThat(second.readLine()).isEqualTo(call("7"));
    second.send(answer("7"));
    assertThat(client.readLine() + "\n").isEqualTo(answer("7"));
  }

  @Test
  void requests_in_flight_get_one_error_each_and_later_answers_are_the_next_daemons()
      throws Exception {
    FakeDaemon.Session first = daemon.accept();
    open(first, VALUE);
    String longId = "\"" + "i".repeat(1000) + "\"";
    client.send(call("1")).send("[" + call("\"b\\\"1\"") + "," + call("-2.5e3") + "]");
    client.send(
        "{\"id\":3,\"params\":{\"id\":99,\"x\":[{\"id\":98,\"method\":\"y\"}]},\"method\":\"x\"}");
    client.send(call(longId)).send(call("4"));
    for (int i = 0; i < 5; i++) {
      first.readLine();
    }
    first.send("{\"result\":{\"id\":1,\"method\":\"no\"},\"id\":3}\n");
    client.readLine();
    client.send(
        "{\"method\":\"notifications/cancelled\",\"params\":{\"reason\":\"\",\"requestId\":4}}");
    first.readLine();

    first.close();

    for (String id : List.of("1", "\"b\\\"1\"", "-2.5e3", longId)) {
      assertLost(client.readLine(), id, true);
    }
    FakeDaemon.Session second = daemon.accept();
    second.send(OPEN + VALUE + answer("5"));
    assertThat(client.readLine() + "\n").isEqualTo(answer("5"));
  }

  @Test
  void a_session_that_cannot_be_resumed_ends_as_before() throws Exception {
    FakeDaemon.Session first = daemon.accept();
    open(first, VALUE + "\u001e{\"resume\":null}\n");
    client.send(call("1"));
    first.readLine();
    daemon.close();
    first.close();

    assertLost(client.readLine(), "1", true);
    assertThat(client.exitCode()).isEqualTo(ExitCode.DAEMON_GONE);
    assertThat(client.stderr()).contains("the daemon has gone away");
  }

  @Test
  void requests_of_the_daemon_are_cancelled_and_late_answers_to_them_are_dropped()
      throws Exception {
    FakeDaemon.Session first = daemon.accept();
    open(first, VALUE);
    first.send("{\"jsonrpc\":\"2.0\",\"id\":41,\"method\":\"roots/list\"}\n");
    first.send("{\"jsonrpc\":\"2.0\",\"id\":42,\"method\":\"roots/list\"}\n");
    client.readLine();
    client.readLine();
    client.send("{\"jsonrpc\":\"2.0\",\"id\":41,\"result\":{}}");
    first.readLine();

    first.close();

    assertThat(client.readLine())
        .contains("\"method\":\"notifications/cancelled\"", "\"requestId\":42");
    client.send("{\"jsonrpc\":\"2.0\",\"id\":42,\"result\":{\"roots\":[]}}").send(call("1"));
    FakeDaemon.Session second = daemon.accept();
    second.send(OPEN);
    assertThat(second.readLine()).isEqualTo(call("1"));
  }

  @Test
  void a_daemon_that_is_lost_again_and_again_is_found_again_each_time() throws Exception {
    FakeDaemon.Session session = daemon.accept();
    open(session, VALUE);
    List<String> ids = new ArrayList<>();
    for (int i = 1; i <= 4; i++) {
      client.send(call("" + i));
      session.readLine();
      session.close();
      assertLost(client.readLine(), "" + i, true);
      ids.add("" + i);
      session = daemon.accept();
      session.send(OPEN + VALUE);
    }
    assertThat(ids).hasSize(4);
    session.send(answer("9"));
    assertThat(client.readLine() + "\n").isEqualTo(answer("9"));
  }

  @Test
  void a_batch_in_pieces_is_known_by_its_ids() throws Exception {
    FakeDaemon.Session first = daemon.accept();
    open(first, VALUE);
    String batch = " [" + call("1") + ", {\"jsonrpc\":\"2.0\",\"method\":\"n\"}," + call("2") + "]";
    for (char c : batch.toCharArray()) {
      client.sendBytes("" + c);
    }
    client.send("");
    assertThat(first.readLine()).isEqualTo(batch);
    first.send("[" + answer("2").trim() + "]\n");
    client.readLine();
    first.close();

    assertLost(client.readLine(), "1", true);
    daemon.accept().send(OPEN + answer("3"));
    assertThat(client.readLine() + "\n").isEqualTo(answer("3"));
  }

  @Test
  void a_value_counts_by_its_text_and_not_by_its_escapes() throws Exception {
    FakeDaemon.Session first = daemon.accept();
    String value = "\"" + "\\\"".repeat(60_000) + "\"";
    open(first, "\u001e{\"resume\":" + value + "}\n");
    first.close();

    assertThat(RawJson.find(daemon.accept().hello(), "resume")).isEqualTo(value);
  }
}
