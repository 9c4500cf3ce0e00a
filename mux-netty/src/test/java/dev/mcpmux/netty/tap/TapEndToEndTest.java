package dev.mcpmux.netty.tap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.config.Limits;
import dev.mcpmux.netty.Await;
import dev.mcpmux.netty.EndToEnd;
import dev.mcpmux.netty.NoLeaks;
import dev.mcpmux.netty.TestClient;
import dev.mcpmux.netty.config.TapHistory;
import dev.mcpmux.netty.config.Transport;
import dev.mcpmux.netty.io.BufferRoom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What a tap on the control socket shows of real sessions and servers. */
@ExtendWith(NoLeaks.class)
@ParameterizedClass
@EnumSource(Transport.class)
class TapEndToEndTest extends EndToEnd {

  private static final String BODIES = "\"bodyBytes\":\"65536\"";

  private final List<TestClient> opened = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (TestClient each : opened) {
      each.close();
    }
  }

  private TestClient opened(TestClient client) {
    opened.add(client);
    return client;
  }

  private TestClient tap(String... options) throws Exception {
    TestClient tap = opened(new TestClient(socket));
    tap.send("{\"mcpmux\":1,\"control\":\"tap\",\"options\":{" + String.join(",", options) + "}}");
    assertThat(tap.line()).contains("\"ok\":true");
    return tap;
  }

  /** The lines up to one that has all of these words. */
  private static List<String> upTo(TestClient tap, String... words) throws Exception {
    List<String> lines = new ArrayList<>();
    do {
      lines.add(tap.line());
    } while (!List.of(words).stream().allMatch(lines.get(lines.size() - 1)::contains));
    return lines;
  }

  /** The next line that is not about lists for which mcpmux itself asks the server. */
  private static String ofSessions(TestClient tap) throws Exception {
    String line = tap.line();
    boolean own =
        line.contains("\"from\":\"mcpmux\",\"to\":\"server\"")
            || line.contains("\"from\":\"server\",\"to\":\"mcpmux\"");
    return own ? ofSessions(tap) : line;
  }

  @Test
  void a_call_is_shown_with_both_ids_and_its_reply_with_its_latency() throws Exception {
    start(Limits.defaults());
    TestClient client = session(ECHO);
    TestClient tap = tap();
    client.send(call("\"mine\"", "echo", "\"mark\":1", null));

    assertThat(ofSessions(tap))
        .contains("\"from\":\"client\",\"to\":\"server\",\"session\":1,\"server\":\"echo\"")
        .contains("\"kind\":\"request\",\"method\":\"tools/call\",\"tool\":\"echo\"")
        .containsPattern("\"id\":\"mine\",\"serverId\":\\d+,\"bytes\":\\d+}")
        .doesNotContain("mark", "latency");
    assertThat(ofSessions(tap))
        .contains("\"from\":\"server\",\"to\":\"client\",\"session\":1,\"server\":\"echo\"")
        .contains("\"kind\":\"response\",\"method\":\"tools/call\",\"tool\":\"echo\"")
        .containsPattern("\"id\":\"mine\",\"serverId\":\\d+,\"bytes\":\\d+,\"latencyMicros\":\\d+");
  }

  @Test
  void a_request_that_waits_for_its_server_is_shown_when_it_comes_and_when_it_is_sent()
      throws Exception {
    start(Limits.defaults());
    TestClient client = attach(ECHO);
    TestClient tap = tap();
    client.send(initialize(), initialized(), call("5", "echo", "", null));

    List<String> lines = upTo(tap, "\"kind\":\"response\"", "tools/call");
    assertThat(lines)
        .anySatisfy(each -> assertThat(each).contains("\"id\":5", "\"note\":\"waits\""))
        .anySatisfy(
            each ->
                assertThat(each)
                    .contains("\"id\":5,\"serverId\":", "\"note\":\"sent after ")
                    .doesNotContain("\"body\""))
        .anySatisfy(
            each ->
                assertThat(each)
                    .contains("\"from\":\"mcpmux\",\"to\":\"server\"", "\"initialize\""))
        .anySatisfy(
            each ->
                assertThat(each)
                    .contains("\"from\":\"server\",\"to\":\"mcpmux\"", "\"initialize\""));
  }

  @Test
  void what_mcpmux_answers_itself_is_shown_in_its_order() throws Exception {
    start(Limits.defaults());
    TestClient client = session(ECHO);
    TestClient tap = tap();
    client.send("{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"ping\"}");

    assertThat(ofSessions(tap))
        .contains("\"from\":\"client\",\"to\":\"mcpmux\"", "\"method\":\"ping\"", "\"id\":9");
    assertThat(ofSessions(tap))
        .contains("\"from\":\"mcpmux\",\"to\":\"client\"", "\"method\":\"ping\"", "\"id\":9");
  }

  @Test
  void a_question_of_a_server_and_its_answer_have_the_ids_of_both_sides() throws Exception {
    start(Limits.defaults());
    TestClient client = attach(ECHO);
    client.send(
        initialize().replace("\"capabilities\":{}", "\"capabilities\":{\"elicitation\":{}}"));
    client.line();
    client.send(initialized());
    TestClient tap = tap("\"method\":\"elicitation/create\"");
    client.send(call("3", "ask", "", null));
    client.accept("elicitation/create");

    String question = tap.line();
    assertThat(question)
        .contains("\"from\":\"server\",\"to\":\"client\"", "\"kind\":\"request\"")
        .contains("\"serverId\":7,")
        .doesNotContain("\"id\":7,");
    assertThat(tap.line())
        .contains("\"from\":\"client\",\"to\":\"server\"", "\"kind\":\"response\"")
        .contains("\"serverId\":7,", "\"latencyMicros\":");
  }

  @Test
  void each_message_of_a_batch_is_shown_on_its_way_to_the_server() throws Exception {
    start(Limits.defaults());
    TestClient client = attach(ECHO);
    client.send(initialize().replace("2025-11-25", "2025-03-26"));
    client.line();
    client.send(initialized());
    client.send(call("0", "echo", "", null));
    client.line();
    TestClient tap = tap("\"tool\":\"echo\"");
    client.send("[" + call("1", "echo", "", null) + "," + call("2", "echo", "", null) + "]");

    List<String> lines = List.of(tap.line(), tap.line(), tap.line(), tap.line());
    assertThat(lines.subList(0, 2))
        .allSatisfy(each -> assertThat(each).contains("\"kind\":\"request\"", "\"serverId\":"));
    assertThat(lines.subList(2, 4))
        .allSatisfy(each -> assertThat(each).contains("\"response\"", "\"latencyMicros\":"));
  }

  @Test
  void a_batch_of_notifications_is_not_shown_once_more_as_a_whole() throws Exception {
    start(Limits.defaults());
    TestClient client = attach(ECHO);
    client.send(initialize().replace("2025-11-25", "2025-03-26"));
    client.line();
    client.send(initialized());
    client.send(call("0", "echo", "", null));
    client.line();
    TestClient tap = tap();
    client.send("[{\"jsonrpc\":\"2.0\",\"method\":\"notifications/mine\"}]");
    client.send(call("1", "echo", "", null));

    assertThat(upTo(tap, "\"id\":1,", "\"response\""))
        .anySatisfy(each -> assertThat(each).contains("notifications/mine"))
        .noneSatisfy(each -> assertThat(each).contains("\"batch\""));
  }

  @Test
  void a_request_that_is_shown_with_its_reply_has_the_size_that_each_tap_wants() throws Exception {
    start(Limits.defaults());
    TestClient client = session(ECHO);
    String slow = "\"slowerThanMicros\":\"1\"";
    TestClient heads = tap(slow);
    TestClient bodies = tap(slow, BODIES);
    client.send(call("1", "echo", "\"b\":\"" + "x".repeat(40_000) + "\"", null));

    assertThat(heads.line()).contains("\"request\"").doesNotContain("\"body\"", "\"start\"");
    assertThat(bodies.line()).contains("\"request\"", "\"body\"").hasSizeGreaterThan(40_000);
  }

  @Test
  void what_the_peer_of_a_tap_sends_is_dropped() throws Exception {
    start(Limits.defaults());
    TestClient client = session(ECHO);
    TestClient tap = tap();
    long before = BufferRoom.used();
    for (int i = 0; i < 32; i++) {
      tap.sendRaw(new byte[1 << 20]);
    }
    client.send(call("1", "echo", "", null));

    assertThat(ofSessions(tap)).contains("\"request\"", "\"id\":1");
    assertThat(BufferRoom.used()).isLessThan(before + (24 << 20));
  }

  @Test
  void what_is_refused_to_a_session_with_all_servers_is_shown_as_the_answer_of_mcpmux()
      throws Exception {
    start(Limits.defaults());
    TestClient client = attach("{\"all\":true}");
    client.send(initialize());
    client.line();
    client.send(initialized(), call("1", "echo__echo", "", null));
    client.line();
    TestClient tap = tap("\"method\":\"tools/call\"");
    client.send(call("2", "echo__echo", "", null));

    assertThat(tap.line())
        .contains("\"from\":\"client\",\"to\":\"mcpmux\",\"session\":1", "\"all servers\"");
    assertThat(tap.line())
        .contains("\"from\":\"mcpmux\",\"to\":\"client\",\"session\":1", "\"all servers\"")
        .contains("\"kind\":\"error\"", "\"tool\":\"echo__echo\",\"id\":2,", "\"failed\":true");
  }

  @Test
  void filters_leave_what_they_name() throws Exception {
    start(Limits.defaults());
    TestClient one = session(ECHO);
    TestClient two = session(ECHO);
    TestClient ofSession = tap("\"session\":\"2\"");
    TestClient ofTool = tap("\"tool\":\"noise\"");
    TestClient slow = tap("\"slowerThanMicros\":\"100000000\"");
    TestClient errors = tap("\"errors\":\"\"");
    one.send(call("1", "echo", "", null));
    one.line();
    one.send(call("2", "noise", "", null));
    one.line();
    one.send("{\"jsonrpc\":\"2.0\",\"id\":4,\"method\":\"no/such\"}");
    two.send(call("5", "die", "", null));
    two.line();

    assertThat(ofSession.line()).contains("\"session\":2", "\"id\":5");
    assertThat(ofTool.line()).contains("\"tool\":\"noise\",\"id\":2");
    assertThat(ofTool.line()).contains("\"tool\":\"noise\",\"id\":2", "\"response\"");
    assertThat(upTo(errors, "\"error\"", "\"id\":5"))
        .anySatisfy(each -> assertThat(each).contains("\"kind\":\"request\"", "\"tool\":\"die\""))
        .noneSatisfy(each -> assertThat(each).contains("\"id\":1"));
  }

  @Test
  void bodies_are_shown_without_the_secrets_in_them() throws Exception {
    start(Limits.defaults());
    TestClient client =
        opened(
            TestClient.attach(socket, directory, ECHO, ",\"MY_TOKEN\":\"hunter2-\\\"quoted\\\"\""));
    client.send(initialize());
    client.line();
    client.send(initialized());
    TestClient tap = tap(BODIES, "\"method\":\"tools/call\"");
    TestClient open = tap(BODIES, "\"method\":\"tools/call\"", "\"unmasked\":\"\"");
    client.send(
        call(
            "1",
            "echo",
            "\"a\":\"x hunter2-\\u0022quoted\\\" y\",\"deep\":[{\"apiKey\":\"k1\"}],"
                + "\"Authorization\":{\"x\":[\"k2\"]},\"n\":1.50,\"progressToken\":\"p\"",
            null));

    String line = tap.line();
    assertThat(line)
        .contains("\"a\":\"x ••• y\"", "{\"apiKey\":\"•••\"}", "{\"x\":[\"•••\"]}")
        .contains("\"n\":1.50", "\"progressToken\":\"p\"");
    assertThat(tap.line()).doesNotContain("hunter2", "k1", "k2");
    assertThat(open.line()).contains("hunter2", "k1", "k2");
  }

  @Test
  void a_long_body_is_cut_and_still_masked() throws Exception {
    start(Limits.defaults());
    TestClient client = session(ECHO);
    TestClient tap = tap("\"bodyBytes\":\"200\"");
    client.send(call("1", "echo", "\"password\":\"k1\",\"b\":\"" + "x".repeat(500) + "\"", null));

    assertThat(tap.line()).contains("\"start\":\"{", "•••").doesNotContain("k1", "\"body\"");
  }

  @Test
  void a_tap_that_does_not_read_loses_frames_and_slows_nobody() throws Exception {
    start(Limits.defaults());
    TestClient client = session(ECHO);
    TestClient tap = tap(BODIES);
    tap.stopReading();
    int calls = 0;
    for (int i = 0; i < 600; i++) {
      client.send(call("" + i, "echo", "\"b\":\"" + "x".repeat(60_000) + "\"", null));
      assertThat(client.line()).contains("\"id\":" + i);
      calls++;
    }
    tap.readOn();

    long lost = 0;
    long shown = 0;
    while (lost + shown < 2L * calls) {
      String line = tap.line();
      if (line.startsWith("{\"lost\":")) {
        lost += Long.parseLong(line.replaceAll("\\D", ""));
      } else {
        shown++;
      }
    }
    assertThat(lost).isPositive();
    assertThat(lost + shown).isEqualTo(2L * calls);
  }

  @Test
  void the_late_answer_to_a_cancelled_call_is_shown_with_whose_it_was() throws Exception {
    start(Limits.defaults());
    TestClient client = session(ECHO);
    TestClient tap = tap();
    client.send(
        call("1", "wait", "", null),
        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":1}}",
        call("2", "release", "", null));
    assertThat(client.line()).contains("\"id\":2");

    assertThat(upTo(tap, "\"tool\":\"release\"", "\"response\""))
        .anySatisfy(
            each ->
                assertThat(each)
                    .contains("\"from\":\"client\",\"to\":\"server\",\"session\":1")
                    .contains("\"method\":\"notifications/cancelled\""))
        .anySatisfy(
            each ->
                assertThat(each)
                    .contains("\"from\":\"server\",\"to\":\"mcpmux\",\"session\":1")
                    .contains("\"tool\":\"wait\",\"id\":1,\"serverId\":"));
  }

  @Test
  void the_history_shows_the_last_heads_of_a_server() throws Exception {
    start(Limits.defaults());
    server.tapHistory(new TapHistory(3, false));
    TestClient client = session(ECHO);
    for (int i = 0; i < 4; i++) {
      client.send(call("" + i, "echo", "", null));
      client.line();
    }

    TestClient tap = tap("\"last\":\"10\"", "\"ends\":\"\"", BODIES);
    assertThat(tap.line()).contains("\"id\":2", "\"response\"").doesNotContain("\"body\"");
    assertThat(tap.line()).contains("\"id\":3", "\"request\"");
    assertThat(tap.line()).contains("\"id\":3", "\"response\"");
    tap.awaitEnd();

    client.send(call("4", "echo", "", null));
    client.line();
    TestClient slow = tap("\"last\":\"10\"", "\"ends\":\"\"", "\"slowerThanMicros\":\"1\"");
    assertThat(slow.line()).contains("\"id\":3", "\"response\""); // its request is gone
    assertThat(slow.line()).contains("\"id\":4", "\"request\"");
    assertThat(slow.line()).contains("\"id\":4", "\"response\"");
    slow.awaitEnd();
  }

  @Test
  void what_the_history_has_of_bodies_is_shown_as_far_as_a_tap_wants_it() throws Exception {
    start(Limits.defaults());
    server.tapHistory(new TapHistory(2, true));
    TestClient client = session(ECHO);
    client.send(call("0", "echo", "", null));
    client.line();

    TestClient heads = tap("\"last\":\"1\"", "\"ends\":\"\"");
    assertThat(heads.line())
        .contains("\"id\":0", "\"response\"")
        .doesNotContain("\"body\"", "\"start\"");
    assertThat(tap("\"last\":\"1\"", "\"ends\":\"\"", BODIES).line()).contains("\"body\"");
    assertThat(tap("\"last\":\"1\"", "\"ends\":\"\"", "\"bodyBytes\":\"9\"").line())
        .contains("\"start\"");
  }

  @Test
  void an_option_that_is_none_is_refused() throws Exception {
    start(Limits.defaults());
    TestClient tap = opened(new TestClient(socket));
    tap.send("{\"mcpmux\":1,\"control\":\"tap\",\"options\":{\"session\":\"one\"}}");
    assertThat(tap.line()).contains("\"bad-hello\"", "options.session");
  }

  @Test
  void the_thread_of_taps_ends_with_the_last_of_them() throws Exception {
    start(Limits.defaults());
    session(ECHO);
    TestClient one = tap();
    TestClient two = tap();
    Await.until("only one thread shows them", () -> threads().size() == 1);
    one.close();
    two.close();
    Await.until("the thread has ended", () -> threads().isEmpty());
  }

  @Test
  void a_tap_ends_with_its_server_and_so_does_the_thread() throws Exception {
    start(Limits.defaults());
    TestClient tap = tap();
    server.stop().toCompletableFuture().get(30, TimeUnit.SECONDS);

    tap.awaitEnd();
    Await.until("the thread has ended", () -> threads().isEmpty());
  }

  @Test
  void so_does_a_connection_that_has_not_said_what_it_wants() throws Exception {
    start(Limits.defaults());
    TestClient silent = opened(new TestClient(socket));
    tap(); // the loop has seen both
    server.stop().toCompletableFuture().get(30, TimeUnit.SECONDS);

    silent.awaitEnd();
  }

  private static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter("mcpmux-tap"::equals)
        .toList();
  }
}
