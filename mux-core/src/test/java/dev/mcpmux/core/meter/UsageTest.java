package dev.mcpmux.core.meter;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.mcpmux.core.config.Limits;
import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.port.CallEnd;
import dev.mcpmux.core.port.MuxListener;
import dev.mcpmux.core.script.MuxScript;
import dev.mcpmux.core.script.Servers;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Traffic that is known gives the rows that follow from it. */
class UsageTest {

  private static final Limits LIMITS = Limits.defaults().withoutCatalog();

  private long now;
  private final List<String> told = new ArrayList<>();
  private final Meter meter = new Meter(MuxListener.NONE, () -> 0);
  private final Usage usage =
      new Usage(
          meter,
          () -> now,
          new Usage.Owner() {
            @Override
            public void onUse() {
              told.add("use");
            }

            @Override
            public void onFull() {
              told.add("full");
            }
          });
  private final MuxScript script =
      new MuxScript(new MuxConfig(Map.of("s", Servers.plain("s")), LIMITS), meter, usage);

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

  /** A call from a session and what its server says. */
  private static String exchange(String session, String call, String reply) {
    return String.join("\n", session + " > " + call, "u1 < …", "u1 > " + reply, session + " < …");
  }

  private static final String TWO_SESSIONS =
      """
      open a @s CWD=/app CLAUDE_CODE_SESSION_ID=abc
      up a u1
      open b @s CWD=/app
      join b
      """;

  private static String shown(Usage.Batch batch) {
    return batch.rows().stream()
        .map(
            row ->
                row.caller().session()
                    + " "
                    + row.caller().project()
                    + " "
                    + row.caller().clientSessionId()
                    + " "
                    + row.name()
                    + " "
                    + row.tally().ended(CallEnd.RESULT)
                    + "/"
                    + row.tally().calls())
        .sorted()
        .collect(Collectors.joining("\n"));
  }

  @Test
  void calls_are_counted_by_caller_and_tool_and_counted_anew_once_taken() {
    script.run(
        TWO_SESSIONS
            + String.join(
                "\n",
                exchange("a", call(1, "echo"), result(2)),
                exchange("a", call(2, "echo"), failed(3)),
                exchange("a", call(3, "die"), result(4)),
                exchange("b", call(1, "echo"), result(5))));

    assertThat(shown(usage.take()))
        .isEqualTo(
            """
            1 /app abc die 1/1
            1 /app abc echo 1/2
            2 /app  echo 1/1""");
    assertThat(usage.take().rows()).isEmpty();
    script.run(exchange("b", call(2, "echo"), result(6)));
    assertThat(shown(usage.take())).isEqualTo("2 /app  echo 1/1");
  }

  @Test
  void lists_and_pings_are_no_use() {
    script.run(
        TWO_SESSIONS
            + String.join(
                "\n",
                exchange(
                    "a",
                    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"prompts/list\"}",
                    "{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{\"prompts\":[]}}"),
                "a > {\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"ping\"}",
                "a < …",
                exchange(
                    "a",
                    "{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"resources/read\",\"params\":{\"uri\":\"x:y\"}}",
                    result(3))));

    assertThat(shown(usage.take())).isEqualTo("1 /app abc resources/read 1/1");
  }

  @Test
  void what_is_taken_back_by_the_end_of_a_session_is_still_its_own() {
    script.run(
        TWO_SESSIONS + String.join("\n", "a > " + call(1, "slow"), "u1 < …", "close a", "u1 < …"));

    assertThat(shown(usage.take())).isEqualTo("1 /app abc slow 0/1");
  }

  @Test
  void a_tool_that_makes_room_for_another_keeps_its_calls() {
    String calls =
        IntStream.range(0, 70)
            .mapToObj(i -> exchange("a", call(i, "tool" + i), result(i + 2)))
            .collect(Collectors.joining("\n"));
    script.run(TWO_SESSIONS + calls);

    assertThat(usage.take().rows().stream().map(UsageRow::name))
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, 70).mapToObj(i -> "tool" + i).toList());
  }

  @Test
  void there_are_so_many_rows_and_the_rest_is_other() {
    String calls =
        IntStream.range(0, Usage.MAX_ROWS + 10)
            .mapToObj(i -> exchange("a", call(i, "tool" + i), result(i + 2)))
            .collect(Collectors.joining("\n"));
    script.run(TWO_SESSIONS + calls);

    Usage.Batch batch = usage.take();
    assertThat(batch.rows()).hasSize(Usage.MAX_ROWS + 1);
    assertThat(batch.rows().stream().filter(row -> row.caller().session() == 0))
        .singleElement()
        .satisfies(row -> assertThat(row.name()).isEqualTo("other"))
        .satisfies(row -> assertThat(row.tally().calls()).isEqualTo(10));
    assertThat(told).containsExactly("use", "full");
  }

  @Test
  void sessions_and_processes_are_added_up_for_as_long_as_they_are_there() {
    script.run(TWO_SESSIONS);
    now = 10;
    script.run("close a");
    now = 15;
    String server = meter.servers().keySet().iterator().next();

    assertThat(usage.take().lives())
        .containsExactly(new ServerLife.Time(server, 2, 1, 2 * 10 + 5, 15));
    now = 16;
    assertThat(usage.take().lives()).containsExactly(new ServerLife.Time(server, 0, 0, 1, 1));
    assertThat(usage.goesOn()).isTrue();
    script.run("close b\nwait 3600000\nstop u1\nexit u1 exited with code 0");
    usage.take();
    assertThat(usage.goesOn()).isFalse();
    now = 99;
    assertThat(usage.take().lives()).isEmpty();
  }

  @Test
  void a_session_with_all_servers_uses_each_of_them() {
    MuxConfig config =
        new MuxConfig(
            new TreeMap<>(Map.of("s", Servers.plain("s"), "t", Servers.plain("t"))), LIMITS);
    MuxScript all = new MuxScript(config, meter, usage);
    all.run(
        """
        open a * CWD=/app
        all a u1,u2
        """);
    now = 10;

    assertThat(usage.take().lives())
        .containsExactlyInAnyOrder(
            new ServerLife.Time("s", 1, 1, 10, 10), new ServerLife.Time("t", 1, 1, 10, 10));
    String tools =
        "{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{\"tools\":[{\"name\":\"echo\",\"inputSchema\":{}}]}}";
    all.run(
        String.join(
            "\n",
            "a > {\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}",
            "u1 < …",
            "u2 < …",
            "u1 > " + tools,
            "u2 > " + tools,
            "a < …",
            exchange("a", call(2, "t__echo"), result(3)).replace("u1", "u2")));
    assertThat(usage.take().rows())
        .singleElement()
        .satisfies(row -> assertThat(row.server()).isEqualTo("t"))
        .satisfies(row -> assertThat(row.name()).isEqualTo("echo"))
        .satisfies(row -> assertThat(row.caller().project()).isEqualTo("/app"));
    all.run("close a");
    now = 20;
    assertThat(usage.take().lives())
        .containsExactlyInAnyOrder(
            new ServerLife.Time("s", 0, 0, 0, 10), new ServerLife.Time("t", 0, 0, 0, 10));
  }

  @Test
  void servers_that_have_gone_do_not_add_up_where_nobody_takes_the_numbers() {
    for (int i = 0; i < 1000; i++) {
      usage.serverWanted("npx#" + i);
      usage.serverLeft("npx#" + i);
    }
    usage.serverWanted("last");

    assertThat(usage.take().lives()).hasSizeLessThanOrEqualTo(Meter.MAX_SERVERS);
    assertThat(usage.goesOn()).isTrue();
  }

  @Test
  void a_call_that_has_a_row_costs_no_memory() {
    script.run(TWO_SESSIONS + exchange("a", call(1, "echo"), result(2)));
    UsageRow row = usage.take().rows().get(0);
    byte mark = (byte) ServerTally.TOOLS;
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    int calls = 100_000;
    long before = 0;
    for (int i = 0; i < 2 * calls; i++) {
      if (i == calls) { // the first half is to warm up
        before = threads.getCurrentThreadAllocatedBytes();
      }
      usage.requestEnded(1, 1, row.server(), mark, CallEnd.RESULT, 10, 1000);
    }

    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(calls);
    assertThat(shown(usage.take())).isEqualTo("1 /app abc echo 200000/200000");
  }

  @Test
  void nothing_is_counted_of_calls_while_it_is_off() {
    usage.turn(false);
    script.run(TWO_SESSIONS + exchange("a", call(1, "echo"), result(2)));

    assertThat(usage.take().rows()).isEmpty();
  }
}
