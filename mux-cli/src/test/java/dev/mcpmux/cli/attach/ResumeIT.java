package dev.mcpmux.cli.attach;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.Client;
import dev.mcpmux.cli.Installation;
import dev.mcpmux.cli.RelayKind;
import dev.mcpmux.cli.system.ExitCode;
import dev.mcpmux.cli.text.RawJson;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A relay that loses its daemon, frame by frame. */
@ParameterizedClass
@EnumSource(RelayKind.class)
class ResumeIT {

  private static final String OPEN = "{\"mcpmux\":1,\"ok\":true,\"session\":\"1\",\"resumes\":1}\n";
  private static final String VALUE = "\u001e{\"resume\":\"v1 \\\"x\\\" \u00e9\"}\n";
  private static final String INITIALIZE_ANSWER = "{\"jsonrpc\":\"2.0\",\"id\":0,\"result\":{}}";

  @Parameter private RelayKind relay;
  @TempDir private Path directory;
  private Installation mcpmux;
  private FakeDaemon daemon;
  private Client client;

  @BeforeEach
  void listen() throws Exception {
    mcpmux = new Installation(relay, directory);
    daemon = new FakeDaemon(directory);
    client = mcpmux.start("attach", "a");
  }

  @AfterEach
  void end() throws Exception {
    client.kill();
    daemon.close();
    mcpmux.end();
  }

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
  void an_initialize_that_was_not_answered_is_sent_again() throws Exception {
    FakeDaemon.Session first = daemon.accept();
    first.send(OPEN);
    client.send(Client.INITIALIZE);
    assertThat(first.readLine()).isEqualTo(Client.INITIALIZE);
    first.close();
    client.send(call("1"));

    FakeDaemon.Session second = daemon.accept();
    second.send(OPEN);

    assertThat(second.readLine()).isEqualTo(Client.INITIALIZE);
    assertThat(second.readLine()).isEqualTo(call("1"));
    second.send(VALUE + INITIALIZE_ANSWER + "\n");
    assertThat(client.readLine()).isEqualTo(INITIALIZE_ANSWER);
  }

  @Test
  void without_a_value_the_session_is_opened_again_and_the_client_sees_one_answer()
      throws Exception {
    FakeDaemon.Session first = daemon.accept();
    open(first, "");
    client.send(Client.INITIALIZED);
    first.readLine();
    first.close();

    FakeDaemon.Session second = daemon.accept();
    second.send(OPEN);
    assertThat(second.readLine()).isEqualTo(Client.INITIALIZE);
    assertThat(second.readLine()).isEqualTo(Client.INITIALIZED);
    second.send(VALUE + INITIALIZE_ANSWER + "\n" + answer("9"));

    assertThat(client.readLine() + "\n").isEqualTo(answer("9"));
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
  void half_a_line_of_the_daemon_never_reaches_the_client() throws Exception {
    FakeDaemon.Session first = daemon.accept();
    open(first, VALUE);
    client.send(call("1"));
    first.readLine();
    first.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"half");
    first.close();

    assertLost(client.readLine(), "1", true);
    daemon.accept().send(OPEN + VALUE + answer("2"));
    assertThat(client.readLine() + "\n").isEqualTo(answer("2"));
  }

  @Test
  void a_long_line_of_which_the_client_has_a_part_is_ended_before_the_error() throws Exception {
    FakeDaemon.Session first = daemon.accept();
    open(first, VALUE);
    client.send(call("1"));
    first.readLine();
    String start = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"x\":\"" + "y".repeat(300_000);
    first.send(start);
    first.close();

    assertThat(start).startsWith(client.readLine());
    assertLost(client.readLine(), "1", true);
    daemon.accept().send(OPEN + VALUE + answer("2"));
    assertThat(client.readLine() + "\n").isEqualTo(answer("2"));
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
  void what_the_client_sends_meanwhile_waits_in_order_and_past_the_bound_gets_an_error()
      throws Exception {
    FakeDaemon.Session first = daemon.accept();
    open(first, VALUE);
    first.close();
    FakeDaemon.Session second = daemon.accept(); // not answered yet: there is no daemon so far

    for (int i = 0; i < 300; i++) {
      client.send(call("" + i));
    }
    for (int i = 256; i < 300; i++) {
      String error = client.readLine();
      assertThat(RawJson.find(error, "id")).isEqualTo("" + i);
      assertThat(RawJson.find(error, "error", "code")).isEqualTo("-32603");
      assertThat(RawJson.string(error, "error", "message")).contains("256", "limit: 256");
      assertThat(RawJson.find(error, "error", "data", "mcpmux", "mayHaveBeenExecuted"))
          .isEqualTo("false");
    }
    second.send(OPEN + VALUE);
    for (int i = 0; i < 256; i++) {
      assertThat(second.readLine()).isEqualTo(call("" + i));
    }
    client.send(call("300"));
    assertThat(second.readLine()).isEqualTo(call("300"));
  }

  @Test
  void a_frame_over_the_bound_waits_if_it_is_alone_and_is_refused_if_not() throws Exception {
    FakeDaemon.Session first = daemon.accept();
    open(first, VALUE);
    first.close();
    FakeDaemon.Session second = daemon.accept();
    String large = large("1", 3 << 20);
    Thread sender = inBackground(() -> client.send(large));

    second.send(OPEN + VALUE);
    assertThat(second.readLine()).isEqualTo(large);
    sender.join();
    second.close();
    assertLost(client.readLine(), "1", true);

    FakeDaemon.Session third = daemon.accept();
    client.send(call("2")).send(large("3", 3 << 20)).send(call("4"));
    String error = client.readLine();
    assertThat(RawJson.find(error, "id")).isEqualTo("3");
    assertThat(RawJson.string(error, "error", "message")).contains("limit: 1048576");
    third.send(OPEN + VALUE);
    assertThat(third.readLine()).isEqualTo(call("2"));
    assertThat(third.readLine()).isEqualTo(call("4"));
  }

  @Test
  void a_frame_of_which_the_daemon_got_a_part_is_sent_once_more_or_fails() throws Exception {
    FakeDaemon.Session first = daemon.accept();
    open(first, VALUE);
    client.sendBytes("{\"jsonrpc\":\"2.0\",\"id\":1,");
    first.readByte();
    first.close();
    FakeDaemon.Session second = daemon.accept();
    client.send("\"method\":\"tools/call\"}").send(call("2"));

    String error = client.readLine();
    assertThat(RawJson.find(error, "id")).isEqualTo("1");
    second.send(OPEN + VALUE);
    assertThat(second.readLine()).isEqualTo(call("2"));
  }

  @Test
  void a_large_frame_that_is_half_with_the_daemon_fails_when_its_end_has_come() throws Exception {
    FakeDaemon.Session first = daemon.accept();
    open(first, VALUE);
    String large = large("1", 4 << 20);
    Thread sender = inBackground(() -> client.send(large).send(call("2")));
    for (int i = 0; i < 100_000; i++) {
      first.readByte();
    }
    first.close();

    String error = client.readLine();
    assertThat(RawJson.find(error, "id")).isEqualTo("1");
    assertThat(RawJson.string(error, "error", "data", "mcpmux", "reason")).isEqualTo("daemon-lost");
    sender.join();
    FakeDaemon.Session second = daemon.accept();
    second.send(OPEN + VALUE);
    assertThat(second.readLine()).isEqualTo(call("2"));
  }

  @Test
  void a_daemon_that_says_farewell_ends_what_it_has_and_the_rest_goes_to_the_next()
      throws Exception {
    FakeDaemon.Session first = daemon.accept();
    open(first, VALUE);
    client.send(call("1"));
    first.readLine();
    first.send("\u001e{\"handover\":1}\n");
    assertThat(first.readLine()).isEqualTo("\u001e{\"handover\":1}");
    client.send(call("2"));
    first.send(answer("1"));
    assertThat(client.readLine() + "\n").isEqualTo(answer("1"));
    first.send("\u001e{\"close\":{\"reason\":\"stopping\",\"message\":\"\"}}\n");

    FakeDaemon.Session second = daemon.accept();
    second.send(OPEN + VALUE);
    assertThat(second.readLine()).isEqualTo(call("2"));
    first.close();
  }

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

  @Test
  void a_client_that_ends_while_there_is_no_daemon_ends_the_relay() throws Exception {
    FakeDaemon.Session first = daemon.accept();
    open(first, VALUE);
    first.close();
    FakeDaemon.Session second = daemon.accept();
    client.endInput();

    assertThat(client.exitCode()).isZero();
    second.close();
  }

  @Test
  void what_a_client_sent_before_it_ended_still_goes_to_the_next_daemon() throws Exception {
    FakeDaemon.Session first = daemon.accept();
    open(first, VALUE);
    first.close();
    FakeDaemon.Session second = daemon.accept();
    client.send(call("1")).endInput();

    second.send(OPEN + VALUE);
    assertThat(second.readLine()).isEqualTo(call("1"));
    assertThat(second.readLine()).isEqualTo("\u001e{\"end\":true}");
    second.send(answer("1") + "\u001e{\"close\":{\"reason\":\"end-of-input\",\"message\":\"\"}}\n");
    assertThat(client.readLine() + "\n").isEqualTo(answer("1"));
    assertThat(client.exitCode()).isZero();
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
  void a_frame_longer_than_what_is_kept_wakes_a_session_that_was_stopped() throws Exception {
    FakeDaemon.Session first = daemon.accept();
    open(first, VALUE);
    first.send("\u001e{\"close\":{\"reason\":\"stopping\",\"message\":\"stopped\"}}\n");
    first.close();
    String large = large("1", 2 << 20);
    Thread sender = inBackground(() -> client.send(large));

    FakeDaemon.Session second = daemon.accept();
    second.send(OPEN + VALUE);
    assertThat(second.readLine()).isEqualTo(large);
    sender.join();
  }

  @Test
  void a_refusal_while_a_long_frame_is_half_read_is_the_answer_to_it() throws Exception {
    FakeDaemon.Session first = daemon.accept();
    open(first, VALUE);
    first.close();
    Thread sender = inBackground(() -> client.send(large("1", 3 << 20)));
    FakeDaemon.Session second = daemon.accept();
    second.send("{\"mcpmux\":1,\"error\":{\"reason\":\"bad-hello\",\"message\":\"not so\"}}\n");
    second.close();

    String error = client.readLine();
    assertThat(RawJson.find(error, "id")).isEqualTo("1");
    assertThat(RawJson.string(error, "error", "message")).isEqualTo("not so");
    sender.join();
    client.send(call("2"));
    FakeDaemon.Session third = daemon.accept();
    third.send(OPEN + VALUE);
    assertThat(third.readLine()).isEqualTo(call("2"));
  }

  @Test
  void a_daemon_that_does_not_know_the_value_gets_the_initialize_of_the_client() throws Exception {
    FakeDaemon.Session first = daemon.accept();
    open(first, VALUE);
    client.send(Client.INITIALIZED);
    first.readLine();
    first.close();
    FakeDaemon.Session second = daemon.accept();
    second.send(
        "{\"mcpmux\":1,\"error\":{\"reason\":\"unknown-resume\",\"message\":\"version 9\"}}\n");
    second.close();

    FakeDaemon.Session third = daemon.accept();
    assertThat(RawJson.find(third.hello(), "resume")).isNull();
    third.send(OPEN);
    assertThat(third.readLine()).isEqualTo(Client.INITIALIZE);
    assertThat(third.readLine()).isEqualTo(Client.INITIALIZED);
    third.send(VALUE + INITIALIZE_ANSWER + "\n");
    for (String list : List.of("tools", "prompts", "resources")) {
      assertThat(client.readLine()).contains("notifications/" + list + "/list_changed");
    }
  }

  @Test
  void an_initialize_that_fails_when_it_is_sent_again_is_sent_again_for_the_next_request()
      throws Exception {
    FakeDaemon.Session first = daemon.accept();
    open(first, "");
    first.close();
    FakeDaemon.Session second = daemon.accept();
    second.send(OPEN);
    assertThat(second.readLine()).isEqualTo(Client.INITIALIZE);
    second.send(
        "{\"jsonrpc\":\"2.0\",\"id\":0,\"error\":{\"code\":-32603,\"message\":\"not now\"}}\n");
    assertThat(second.readByte()).isEqualTo(-1);

    client.send(call("1"));
    FakeDaemon.Session third = daemon.accept();
    third.send(OPEN);
    assertThat(third.readLine()).isEqualTo(Client.INITIALIZE);
    assertThat(third.readLine()).isEqualTo(call("1"));
    third.send(INITIALIZE_ANSWER + "\n" + answer("1"));
    assertThat(client.readLine() + "\n").isEqualTo(answer("1"));
  }

  @Test
  void a_value_counts_by_its_text_and_not_by_its_escapes() throws Exception {
    FakeDaemon.Session first = daemon.accept();
    String value = "\"" + "\\\"".repeat(60_000) + "\"";
    open(first, "\u001e{\"resume\":" + value + "}\n");
    first.close();

    assertThat(RawJson.find(daemon.accept().hello(), "resume")).isEqualTo(value);
  }

  @Test
  void an_answer_to_a_question_of_the_daemon_still_goes_to_it_after_its_farewell()
      throws Exception {
    FakeDaemon.Session first = daemon.accept();
    open(first, VALUE);
    client.send(call("1"));
    first.readLine();
    first.send(
        "{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"roots/list\"}\n\u001e{\"handover\":1}\n");
    assertThat(first.readLine()).isEqualTo("\u001e{\"handover\":1}");
    String answer = "{\"jsonrpc\":\"2.0\",\"id\":9,\"result\":{\"roots\":[]}}";
    String cancel =
        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":1}}";
    client.send(call("2")).send(answer).send(cancel);

    assertThat(first.readLine()).isEqualTo(answer);
    assertThat(first.readLine()).isEqualTo(cancel);
    first.close();
    FakeDaemon.Session second = daemon.accept();
    second.send(OPEN + VALUE);
    assertThat(second.readLine()).isEqualTo(call("2"));
  }

  private interface Work {
    void run() throws IOException;
  }

  private static Thread inBackground(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                // what arrives says more
              }
            });
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private void open(FakeDaemon.Session session, String before) throws Exception {
    session.send(OPEN);
    client.send(Client.INITIALIZE);
    assertThat(session.readLine()).isEqualTo(Client.INITIALIZE);
    session.send(before + INITIALIZE_ANSWER + "\n");
    assertThat(client.readLine()).isEqualTo(INITIALIZE_ANSWER);
  }

  private static String call(String id) {
    return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"tools/call\",\"params\":{}}";
  }

  private static String large(String id, int length) {
    return "{\"method\":\"tools/call\",\"params\":{\"x\":\""
        + "y".repeat(length)
        + "\"},\"id\":"
        + id
        + "}";
  }

  private static String answer(String id) {
    return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":{}}\n";
  }

  private static void assertLost(String frame, String id, boolean executed) {
    assertThat(RawJson.find(frame, "id")).isEqualTo(id);
    assertThat(RawJson.find(frame, "error", "code")).isEqualTo("-32603");
    assertThat(RawJson.string(frame, "error", "message")).contains("may have been executed");
    assertThat(RawJson.find(frame, "error", "data"))
        .isEqualTo(
            "{\"mcpmux\":{\"reason\":\"daemon-lost\",\"mayHaveBeenExecuted\":" + executed + "}}");
  }
}
