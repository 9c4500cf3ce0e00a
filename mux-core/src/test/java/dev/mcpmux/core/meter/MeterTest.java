package dev.mcpmux.core.meter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.config.Limits;
import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.port.CallEnd;
import dev.mcpmux.core.port.MuxListener;
import dev.mcpmux.core.port.UpstreamExit;
import dev.mcpmux.core.script.Frames;
import dev.mcpmux.core.script.MuxScript;
import dev.mcpmux.core.script.Servers;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Traffic that is known gives the numbers that follow from it. */
class MeterTest {

  private static final Limits LIMITS =
      Limits.defaults()
          .withoutCatalog()
          .with(Map.of("requestTimeoutMillis", 1000, "maxParkedPerSession", 2));

  private final Meter meter = new Meter(MuxListener.NONE, () -> 0);

  private void run(String script) {
    run(new MuxConfig(Map.of(), LIMITS), script);
  }

  private void run(MuxConfig config, String script) {
    new MuxScript(config, meter).run(script);
  }

  private ServerTally server(String name) {
    return meter.server(name);
  }

  /** All that is not 0 of how calls have ended, as {@code RESULT 2, ERROR 1}. */
  private static String ends(Tally tally) {
    return Arrays.stream(CallEnd.values())
        .filter(how -> tally.ended(how) > 0)
        .map(how -> how + " " + tally.ended(how))
        .collect(Collectors.joining(", "));
  }

  private ServerTally onlyServer() {
    assertThat(meter.servers()).hasSize(1);
    return meter.servers().values().iterator().next();
  }

  private Tally tool(String name) {
    return onlyServer().tools().stream()
        .filter(row -> row.name().equals(name))
        .findFirst()
        .orElseThrow()
        .tally();
  }

  private Tally method(String name) {
    return onlyServer().methods().stream()
        .filter(row -> row.name().equals(name))
        .findFirst()
        .orElseThrow()
        .tally();
  }

  private static String call(int id, String tool) {
    return "{\"jsonrpc\":\"2.0\",\"id\":"
        + id
        + ",\"method\":\"tools/call\",\"params\":{\"name\":\""
        + tool
        + "\"}}";
  }

  private static String result(int id) {
    return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":{\"content\":[]}}";
  }

  private static String failed(int id) {
    return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":{\"content\":[],\"isError\":true}}";
  }

  private static String error(int id) {
    return "{\"jsonrpc\":\"2.0\",\"id\":"
        + id
        + ",\"error\":{\"code\":-32602,\"message\":\"no such tool\"}}";
  }

  private static final String TWO_SESSIONS =
      """
      open a one
      up a u1
      open b one
      join b
      """;

  @Test
  void results_tool_errors_and_errors_are_told_apart_by_session_process_tool_and_method() {
    run(
        TWO_SESSIONS
            + String.join(
                "\n",
                "a > " + call(1, "echo"),
                "u1 < …",
                "wait 100",
                "u1 > " + result(2),
                "a < …",
                "b > " + call(1, "echo"),
                "u1 < …",
                "u1 > " + failed(3),
                "b < …",
                "b > " + call(2, "nothing"),
                "u1 < …",
                "u1 > " + error(4),
                "b < …",
                "b > {\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"prompts/list\"}",
                "u1 < …",
                "u1 > {\"jsonrpc\":\"2.0\",\"id\":5,\"result\":{\"prompts\":[]}}",
                "b < …",
                "b > " + call(4, "echo"),
                "u1 < …"));

    assertThat(ends(tool("echo"))).isEqualTo("RESULT 1, TOOL_ERROR 1");
    assertThat(tool("echo").open()).isEqualTo(1);
    assertThat(ends(tool("nothing"))).isEqualTo("ERROR 1");
    assertThat(ends(method("tools/call"))).isEqualTo("RESULT 1, TOOL_ERROR 1, ERROR 1");
    assertThat(ends(method("prompts/list"))).isEqualTo("RESULT 1");
    assertThat(ends(meter.session(1))).isEqualTo("RESULT 1");
    assertThat(ends(meter.session(2))).isEqualTo("RESULT 1, TOOL_ERROR 1, ERROR 1");
    assertThat(ends(meter.process(1))).isEqualTo("RESULT 2, TOOL_ERROR 1, ERROR 1");
    assertThat(meter.process(1).open()).isEqualTo(1);
    assertThat(meter.session(1).bytesIn()).isEqualTo(call(1, "echo").length());
    assertThat(meter.session(1).bytesOut()).isEqualTo(result(2).length());
    assertThat(meter.session(1).quantile(0.95)).isBetween(87_000_000L, 113_000_000L);
    assertThat(onlyServer().lastError())
        .isEqualTo(new ServerTally.LastError(CallEnd.ERROR, "nothing", 0));
  }

  @Test
  void a_copy_stays_as_it_is_while_counting_goes_on() {
    MuxScript script = new MuxScript(new MuxConfig(Map.of(), LIMITS), meter);
    script.run(TWO_SESSIONS + "a > " + call(1, "echo") + "\nu1 < …");
    Numbers before = meter.copy();
    script.run("u1 > " + result(2) + "\na < …\nb > " + call(1, "echo") + "\nu1 < …");

    Numbers.Server server = before.servers().values().iterator().next();
    assertThat(server.tally().total().calls()).isEqualTo(1);
    assertThat(server.tally().tools().get(0).tally().open()).isEqualTo(1);
    assertThat(server.tally().tools().get(0).tally().answered()).isZero();
    assertThat(server.inFlight()).isEqualTo(1);
    assertThat(server.waiting()).isZero();
    assertThat(server.tally().starts()).isEqualTo(1);
    assertThat(tool("echo").calls()).isEqualTo(2);
    assertThat(tool("echo").answered()).isEqualTo(1);
  }

  @Test
  void what_is_taken_back_times_out_or_is_lost_is_no_error_and_has_no_latency() {
    run(
        TWO_SESSIONS
            + String.join(
                "\n",
                "a > " + call(1, "slow"),
                "u1 < …",
                "a > {\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\","
                    + "\"params\":{\"requestId\":1}}",
                "u1 < …",
                "a > " + call(2, "slow"),
                "u1 < …",
                "wait 1000",
                "u1 < …",
                "a < …",
                "b > " + call(3, "slow"),
                "u1 < …",
                "close a",
                "exit u1 exited with code 3",
                "b < …",
                "wait 60000",
                "start u2",
                "started u2",
                "u2 < …"));

    assertThat(ends(tool("slow"))).isEqualTo("CANCELLED 1, TIMEOUT 1, LOST 1");
    assertThat(tool("slow").hasLatency()).isFalse();
    assertThat(ends(meter.goneSessions())).isEqualTo("CANCELLED 1, TIMEOUT 1");
    assertThat(ends(meter.session(2))).isEqualTo("LOST 1");
    assertThat(ends(onlyServer().gone)).isEqualTo("CANCELLED 1, TIMEOUT 1, LOST 1");
    assertThat(onlyServer().crashes()).isEqualTo(1);
    assertThat(onlyServer().crashReasons()).isEqualTo(Map.of("exited with code 3", 1L));
    assertThat(onlyServer().starts()).isEqualTo(2);
    assertThat(onlyServer().restarts()).isEqualTo(1);
  }

  @Test
  void messages_of_a_batch_are_calls_each() {
    run(
        String.join(
            "\n",
            "open a one",
            "up a u1 2025-03-26",
            "a > [" + call(1, "echo") + "," + call(2, "echo") + "]",
            "u1 < …",
            "u1 < …",
            "u1 > [" + result(2) + "," + failed(3) + "]",
            "a < …",
            "a < …"));

    assertThat(ends(tool("echo"))).isEqualTo("RESULT 1, TOOL_ERROR 1");
    assertThat(meter.session(1).bytesIn()).isEqualTo(2L * call(1, "echo").length());
    assertThat(meter.session(1).bytesOut()).isEqualTo(result(2).length() + failed(3).length());
  }

  @Test
  void a_call_for_a_task_ends_when_the_task_is_made_and_how_that_ends_counts_with_its_result() {
    String task = "{\"taskId\":\"T\",\"status\":\"working\"}";
    run(
        String.join(
            "\n",
            "open a one",
            "up a u1 {\"tasks\":{}}",
            "a > " + call(1, "long").replace("\"name\"", "\"task\":{\"ttl\":1},\"name\""),
            "u1 < …",
            "u1 > {\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{\"task\":" + task + "}}",
            "a < …",
            "a > {\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tasks/result\",\"params\":{\"taskId\":\"T\"}}",
            "u1 < …",
            "u1 > " + failed(3),
            "a < …"));

    assertThat(ends(tool("long"))).isEqualTo("RESULT 1");
    assertThat(ends(method("tasks/result"))).isEqualTo("TOOL_ERROR 1");
    assertThat(ends(meter.session(1))).isEqualTo("RESULT 1, TOOL_ERROR 1");
  }

  @Test
  void what_the_catalog_answers_is_known_and_has_no_process() {
    String list = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}";
    run(
        new MuxConfig(Map.of(), Limits.defaults()),
        String.join(
            "\n",
            "open a one",
            "up a u1",
            "a > " + list,
            "u1 < …",
            "u1 > {\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{\"tools\":[]}}",
            "a < …",
            "wait 500",
            "saved catalog",
            "close a",
            "restart",
            "open b one",
            "join b",
            "b > " + list,
            "b < …"));

    assertThat(ends(method("tools/list"))).isEqualTo("RESULT 1, KNOWN 1");
    assertThat(ends(meter.session(2))).isEqualTo("KNOWN 1");
    assertThat(meter.session(2).hasLatency()).isFalse();
  }

  @Test
  void a_question_that_reaches_no_session_is_counted_for_its_server() {
    run(
        String.join(
            "\n",
            "open a one",
            "open b one",
            "up a u1 {\"sampling\":{}}",
            "join b {\"sampling\":{}}",
            "a > " + call(1, "ask"),
            "u1 < …",
            "b > " + call(1, "ask"),
            "u1 < …",
            "u1 > {\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"sampling/createMessage\",\"params\":{}}",
            "u1 < …",
            "saved traits"));

    assertThat(onlyServer().questionsRefused()).isEqualTo(1);
  }

  @Test
  void a_process_that_does_not_come_up_is_no_crash_and_its_calls_are_refused() {
    run(
        String.join(
            "\n",
            "open a one",
            "up a u1",
            "exit u1 exited with code 1",
            "wait 1000",
            "start u2",
            "a > " + call(1, "echo"),
            "started u2",
            "u2 < …",
            "exit u2 exited with code 2",
            "a < …"));

    assertThat(onlyServer().crashes()).isEqualTo(1);
    assertThat(onlyServer().startFailures()).isEqualTo(1);
    assertThat(onlyServer().lastError().what()).contains("exited with code 2");
    assertThat(ends(tool("echo"))).isEqualTo("REFUSED 1");
  }

  @Test
  void a_subscription_that_the_server_is_asked_for_has_its_time_and_ends_where_it_was_sent() {
    String subscribe =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"resources/subscribe\","
            + "\"params\":{\"uri\":\"a:b\"}}";
    run(
        String.join(
            "\n",
            "open a one",
            "up a u1 {\"resources\":{\"subscribe\":true}}",
            "wait 1000000",
            "a > " + subscribe,
            "u1 < …",
            "wait 100",
            "u1 > {\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{}}",
            "a < …"));

    assertThat(ends(meter.process(1))).isEqualTo("RESULT 1");
    assertThat(meter.process(1).open()).isZero();
    assertThat(method("resources/subscribe").quantile(1)).isBetween(87_000_000L, 113_000_000L);
  }

  @Test
  void a_level_for_the_log_is_answered_without_the_server() {
    run(
        String.join(
            "\n",
            "open a one",
            "up a u1 {\"logging\":{}}",
            "a > {\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"logging/setLevel\","
                + "\"params\":{\"level\":\"info\"}}",
            "u1 < …",
            "a < …"));

    assertThat(ends(method("logging/setLevel"))).isEqualTo("KNOWN 1");
  }

  @Test
  void what_waits_is_open_and_what_finds_no_room_is_refused() {
    run(
        String.join(
            "\n",
            "open a one",
            "up a u1",
            "full u1",
            "a > " + call(1, "echo"),
            "a > " + call(2, "echo"),
            "a > " + call(3, "echo"),
            "a < …"));

    assertThat(tool("echo").open()).isEqualTo(2);
    assertThat(ends(tool("echo"))).isEqualTo("REFUSED 1");
    assertThat(meter.process(1).calls()).isZero();
  }

  @Test
  void a_session_that_goes_takes_back_what_it_has_open() {
    run(TWO_SESSIONS + "a > " + call(1, "echo") + "\nu1 < …\nclose a\nu1 < …");

    assertThat(ends(meter.goneSessions())).isEqualTo("CANCELLED 1");
    assertThat(meter.session(1)).isNull();
  }

  @Test
  void a_session_with_all_servers_counts_as_one_and_at_each_server() {
    run(
        new MuxConfig(
            new TreeMap<>(Map.of("one", Servers.plain("one"), "two", Servers.plain("two"))),
            LIMITS),
        String.join(
            "\n",
            "in any order of links",
            "open a *one,two",
            "all a u1,u2",
            "a > {\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}",
            "u1 < …",
            "u2 < …",
            "u1 > {\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{\"tools\":[{\"name\":\"echo\"}]}}",
            "u2 > {\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{\"tools\":[{\"name\":\"echo\"}]}}",
            "a < …",
            "a > " + call(2, "one__echo"),
            "u1 < …",
            "u1 > " + result(3),
            "a < …",
            "a > " + call(3, "two__echo"),
            "u2 < …",
            "u2 > " + failed(3),
            "a < …"));

    assertThat(ends(meter.session(1))).isEqualTo("RESULT 3, TOOL_ERROR 1");
    assertThat(ends(server("one").total())).isEqualTo("RESULT 2");
    assertThat(ends(server("two").total())).isEqualTo("RESULT 1, TOOL_ERROR 1");
    assertThat(server("two").tools()).extracting(ServerTally.Row::name).containsExactly("echo");
  }

  @Test
  void a_message_that_is_refused_at_once_is_no_call() {
    run(
        "open a one\nup a u1\na > {\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"server/discover\"}\na < …");

    assertThat(meter.refused(1)).isEqualTo(1);
    assertThat(server("one").total().calls()).isZero();
  }

  @Test
  void names_that_nobody_calls_twice_push_no_tool_out_and_grow_nothing() {
    for (int i = 0; i < 3; i++) {
      ended(begun("real"));
    }
    for (int i = 0; i < 10_000; i++) {
      ended(begun("random" + i));
    }

    assertThat(tool("real").calls()).isEqualTo(3);
    assertThat(onlyServer().tools()).hasSizeLessThanOrEqualTo(ToolTable.MAX_TOOLS + 1);
    assertThat(method("tools/call").calls()).isEqualTo(10_003);
    assertThat(tool("other").calls()).isGreaterThan(9_000);
  }

  @Test
  void a_tool_whose_call_is_open_keeps_its_place() {
    byte open = begun("open");
    for (int i = 0; i < 200; i++) {
      ended(begun("random" + i));
    }
    ended(open);

    assertThat(tool("open").calls()).isEqualTo(1);
    assertThat(tool("open").open()).isZero();
  }

  @Test
  void a_name_is_the_same_however_it_is_written_and_a_long_one_has_no_row() {
    ended(begun("echo"));
    ended(begun("\\u0065cho"));
    ended(begun("x".repeat(ToolTable.MAX_NAME_BYTES + 1)));

    assertThat(tool("echo").calls()).isEqualTo(2);
    assertThat(tool("other").calls()).isEqualTo(1);
  }

  @Test
  void a_server_that_does_nothing_makes_room_for_another() {
    for (int i = 0; i < 2 * Meter.MAX_SERVERS; i++) {
      byte mark = meter.requestBegun(1, "npx#" + i, Frames.scan(call(1, "echo")));
      meter.requestEnded(1, 0, "npx#" + i, mark, CallEnd.RESULT, 1, 1);
    }

    assertThat(meter.servers()).hasSize(Meter.MAX_SERVERS);
    assertThat(meter.goneServers().calls()).isEqualTo(Meter.MAX_SERVERS);
    assertThat(meter.session(1).calls()).isEqualTo(2 * Meter.MAX_SERVERS);
  }

  @Test
  void the_processes_of_a_server_that_makes_room_stay_in_the_sum() {
    for (int i = 1; i <= 2 * Meter.MAX_SERVERS; i++) {
      String server = "npx#" + i;
      meter.upstreamRuns(i, server, "");
      byte mark = meter.requestBegun(1, server, Frames.scan(call(1, "echo")));
      meter.requestSent(i, server, 1);
      meter.requestEnded(1, i, server, mark, CallEnd.RESULT, 1, 1);
      meter.upstreamExited(i, server, new UpstreamExit("exited with code 0", List.of()));
    }

    assertThat(meter.servers()).hasSize(Meter.MAX_SERVERS);
    assertThat(ends(meter.goneProcesses())).isEqualTo("RESULT " + Meter.MAX_SERVERS);
  }

  private byte begun(String tool) {
    return meter.requestBegun(1, "s", Frames.scan(call(1, tool)));
  }

  private void ended(byte mark) {
    meter.requestEnded(1, 0, "s", mark, CallEnd.RESULT, 10, 1000);
  }
}
