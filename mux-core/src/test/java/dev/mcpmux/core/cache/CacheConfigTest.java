package dev.mcpmux.core.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.Mux;
import dev.mcpmux.core.config.CachePolicy;
import dev.mcpmux.core.config.Limits;
import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.config.ServerConfig;
import dev.mcpmux.core.config.ToolFilter;
import dev.mcpmux.core.port.MuxListener;
import dev.mcpmux.core.port.MuxStatus;
import dev.mcpmux.core.port.SessionHello;
import dev.mcpmux.core.port.Target;
import dev.mcpmux.core.script.Frames;
import dev.mcpmux.core.script.RecordingActions;
import dev.mcpmux.core.script.RecordingActions.ToSession;
import dev.mcpmux.core.script.RecordingActions.ToUpstream;
import dev.mcpmux.core.script.Servers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Another config, and bounds, while results are kept. */
class CacheConfigTest {
  private static final CachePolicy POLICY = new CachePolicy(List.of("look"), 60_000);

  private boolean withCatalog;
  private final RecordingActions actions = new RecordingActions();
  private final Mux mux =
      new Mux(config(Optional.of(POLICY), ToolFilter.none(), 1_000), actions, MuxListener.NONE);
  private final List<String> held = new ArrayList<>();
  private int lastId;
  private int calls;

  private MuxConfig config(Optional<CachePolicy> cache, ToolFilter tools, long maxBytes) {
    ServerConfig plain = Servers.plain("s");
    ServerConfig server =
        new ServerConfig("s", plain.launch(), plain.sharing(), plain.life(), tools, cache);
    return new MuxConfig(
        Map.of("s", server),
        (withCatalog ? Limits.defaults() : Limits.defaults().withoutCatalog())
            .with(Map.of("maxCachedResultBytes", maxBytes)));
  }

  @BeforeEach
  void a_session_whose_server_is_ready() {
    mux.onStateLoaded("traits", null, 0);
    mux.onSessionOpen(1, new SessionHello(new Target.Named("s"), "/p", Map.of()), 0);
    fromClient(
        "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":"
            + "\"2025-11-25\",\"capabilities\":{},\"clientInfo\":{\"name\":\"c\",\"version\":\"1\"}}}");
    mux.onUpstreamStarted(1, 0);
    fromServer(
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"protocolVersion\":\"2025-11-25\","
            + "\"capabilities\":{\"tools\":{}},\"serverInfo\":{\"name\":\"s\",\"version\":\"1\"}}}");
    fromClient("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
    drain();
  }

  private void fromClient(String frame) {
    mux.onSessionFrame(1, Mux.MAIN_STREAM, Frames.scan(frame), 0);
  }

  private void fromServer(String frame) {
    mux.onUpstreamFrame(1, Frames.scan(frame), 0);
  }

  /** What the client was sent last; a call that reaches the server is answered. */
  private String drain() {
    String last = take();
    while (!held.isEmpty()) {
      answer();
      last = take();
    }
    return last;
  }

  /** As {@link #drain}, but calls are not answered yet. */
  private String take() {
    String last = "";
    for (RecordingActions.Effect effect = actions.poll(); effect != null; effect = actions.poll()) {
      if (effect instanceof ToSession to) {
        last = to.frame();
      } else if (effect instanceof ToUpstream to && to.frame().contains("tools/call")) {
        calls++;
        held.add(to.frame().replaceFirst(".*\"id\":(\\d+).*", "$1"));
      }
    }
    return last;
  }

  /** The server answers the call that it has had for the longest. */
  private void answer() {
    fromServer(
        "{\"jsonrpc\":\"2.0\",\"id\":"
            + held.remove(0)
            + ",\"result\":{\"text\":\""
            + "x".repeat(100)
            + "\"}}");
  }

  private void call(String tool, int n) {
    fromClient(
        "{\"jsonrpc\":\"2.0\",\"id\":"
            + ++lastId
            + ",\"method\":\"tools/call\",\"params\":{\"name\":\""
            + tool
            + "\",\"arguments\":{\"n\":"
            + n
            + "}}}");
  }

  private String look(int n) {
    return read("look", n);
  }

  private String read(String tool, int n) {
    call(tool, n);
    return drain();
  }

  private void reconfigure(Optional<CachePolicy> policy) {
    mux.reconfigure(config(policy, ToolFilter.none(), 1_000), 0);
  }

  /** The server lists {@code look} and {@code read_one}, which are marked. */
  private void list() {
    fromClient("{\"jsonrpc\":\"2.0\",\"id\":\"l\",\"method\":\"tools/list\"}");
    String id = "";
    for (RecordingActions.Effect effect = actions.poll(); effect != null; effect = actions.poll()) {
      if (effect instanceof ToUpstream to) {
        id = to.frame().replaceFirst(".*\"id\":(\\d+).*", "$1");
      }
    }
    String marks = "\"annotations\":{\"readOnlyHint\":true,\"idempotentHint\":true}}";
    fromServer(
        "{\"jsonrpc\":\"2.0\",\"id\":"
            + id
            + ",\"result\":{\"tools\":[{\"name\":\"look\","
            + marks
            + ",{\"name\":\"read_one\","
            + marks
            + "]}}");
    take();
  }

  private Optional<MuxStatus.Cache> cache() {
    return mux.status(0).servers().get(0).upstreams().get(0).cache();
  }

  @Test
  void another_rule_or_none_empties_it_without_touching_the_process() {
    look(1);
    look(1);
    assertThat(calls).isEqualTo(1);

    mux.reconfigure(
        config(Optional.of(new CachePolicy(List.of("look"), 1)), ToolFilter.none(), 1_000), 0);
    look(1);
    assertThat(calls).isEqualTo(2);
    mux.reconfigure(config(Optional.empty(), ToolFilter.none(), 1_000), 0);
    look(1);
    assertThat(calls).isEqualTo(3);
    assertThat(cache()).isEmpty();
    mux.reconfigure(config(Optional.of(POLICY), ToolFilter.none(), 1_000), 0);
    look(1);
    look(1);
    assertThat(calls).isEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void what_was_read_before_a_change_is_not_kept_across_another_rule(boolean withNoneBetween) {
    for (int n = 0; n < 3; n++) { // each rule sees as many changes as the one before
      call("look", n);
      take();
      if (withNoneBetween) {
        reconfigure(Optional.empty());
      }
      reconfigure(Optional.of(new CachePolicy(List.of("look"), 10_000 + n)));
      fromClient("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/x\"}");
      drain();
      int before = calls;

      look(n);

      assertThat(calls).as("call %d", n).isEqualTo(before + 1);
    }
  }

  @ParameterizedTest
  @CsvSource({"look, see", "see, look"})
  void a_call_that_may_be_a_write_by_either_rule_empties_it_when_it_is_answered(
      String before, String after) {
    reconfigure(Optional.of(new CachePolicy(List.of(before, "get"), 60_000)));
    call("look", 1);
    take();
    reconfigure(Optional.of(new CachePolicy(List.of(after, "get"), 60_000)));
    String look = held.remove(0);
    read("get", 1);
    held.add(look);
    drain();
    assertThat(calls).isEqualTo(2);

    read("get", 1);

    assertThat(calls).isEqualTo(3);
  }

  @Test
  void another_rule_knows_what_the_tools_are_marked_as() {
    list();
    reconfigure(Optional.of(new CachePolicy(List.of("read_*"), 60_000)));

    read("read_one", 1);
    read("read_one", 1);

    assertThat(calls).isEqualTo(1);
  }

  @Test
  void a_cache_that_comes_later_knows_what_the_process_has_listed_before() {
    withCatalog = true;
    reconfigure(Optional.empty());
    list();
    reconfigure(Optional.of(new CachePolicy(List.of("read_*"), 60_000)));

    read("read_one", 1);
    read("read_one", 1);

    assertThat(calls).isEqualTo(1);
  }

  @Test
  void a_cache_that_comes_behind_a_change_of_the_tools_waits_for_the_next_list() {
    withCatalog = true;
    reconfigure(Optional.empty());
    list();
    fromServer("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}");
    take();
    reconfigure(Optional.of(new CachePolicy(List.of("read_*"), 60_000)));

    read("read_one", 1);
    read("read_one", 1);
    assertThat(calls).isEqualTo(2);

    list();
    read("read_one", 1);
    read("read_one", 1);
    assertThat(calls).isEqualTo(3);
  }

  @Test
  void a_tool_that_is_denied_from_now_on_is_not_answered_from_it() {
    look(1);

    mux.reconfigure(
        config(Optional.of(POLICY), new ToolFilter(List.of(), List.of("look")), 1_000), 0);

    assertThat(look(1)).contains("Unknown tool: look");
  }

  @Test
  void the_oldest_go_when_there_are_too_many_bytes_and_the_status_counts() {
    look(1);
    look(2);
    look(3);
    assertThat(cache().orElseThrow())
        .satisfies(
            cache -> {
              assertThat(cache.results()).isEqualTo(2);
              assertThat(cache.bytes()).isBetween(600L, 1_000L);
              assertThat(cache.misses()).isEqualTo(3);
            });
    look(3);
    look(2);
    assertThat(calls).isEqualTo(3);
    assertThat(cache().orElseThrow().hits()).isEqualTo(2);

    look(1);
    assertThat(calls).isEqualTo(4);
  }

  @Test
  void what_is_longer_than_all_may_be_is_not_kept() {
    mux.reconfigure(config(Optional.of(POLICY), ToolFilter.none(), 100), 0);

    look(1);
    look(1);

    assertThat(calls).isEqualTo(2);
    assertThat(cache().orElseThrow().bytes()).isZero();
  }
}
