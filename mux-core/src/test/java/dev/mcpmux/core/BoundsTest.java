package dev.mcpmux.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.config.Limits;
import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.config.ServerConfig;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.port.CloseCause;
import dev.mcpmux.core.port.MuxListener;
import dev.mcpmux.core.port.SessionHello;
import dev.mcpmux.core.port.Target;
import dev.mcpmux.core.port.UpstreamExit;
import dev.mcpmux.core.script.Frames;
import dev.mcpmux.core.script.RecordingActions;
import dev.mcpmux.core.script.RecordingActions.Effect;
import dev.mcpmux.core.script.RecordingActions.Started;
import dev.mcpmux.core.script.RecordingActions.ToSession;
import dev.mcpmux.core.script.Servers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What is kept of sessions and servers has bounds of its own, and whoever reaches one is told. */
class BoundsTest {

  private static final String ROOTS = "{\"roots\":{}}";
  private static final int MIB = 1 << 20;

  private final RecordingActions actions = new RecordingActions();
  private final List<String> refused = new ArrayList<>();
  private Mux mux;

  @Test
  void an_initialize_that_is_too_long_is_refused_and_a_shorter_one_is_taken() {
    begin(Map.of("maxInitializeBytes", 1000), "s");
    for (Target target : List.of(new Target.Named("s"), new Target.All())) {
      int session = target instanceof Target.All ? 2 : 1;
      open(session, target, Map.of());

      fromClient(session, initialize("{\"x\":\"" + "x".repeat(1000) + "\"}"));
      assertThat(sent())
          .singleElement()
          .asString()
          .matches(".*\"error\".*bytes of initialize: \\d+ \\(limit: 1000\\).*");

      fromClient(session, initialize("{}"));
      assertThat(sent()).isEmpty();
    }
  }

  @Test
  void answers_to_initialize_that_are_too_long_fail_their_servers_and_no_other() {
    begin(Map.of(), "a", "b", "c", "d", "e");
    open(1, new Target.All(), Map.of());
    fromClient(1, initialize("{}"));
    List<Integer> upstreams = started();
    assertThat(upstreams).hasSize(4); // the fifth waits for its turn
    for (int upstream : upstreams.subList(1, 4)) {
      mux.onUpstreamStarted(upstream, 0);
      fromServer(upstream, result(1, serverInfo("x".repeat(2 * MIB))));
    }
    int fifth = started().get(0);
    mux.onUpstreamStarted(fifth, 0);
    fromServer(fifth, result(1, serverInfo("x".repeat(2 * MIB))));
    mux.onUpstreamStarted(upstreams.get(0), 0);
    fromServer(upstreams.get(0), result(1, serverInfo("")));

    assertThat(sent()).singleElement().asString().contains("\"id\":0,\"result\"");
    assertThat(mux.status(0).servers())
        .filteredOn(server -> server.failure().isPresent())
        .hasSize(4)
        .allMatch(
            server ->
                server
                    .failure()
                    .get()
                    .matches(
                        "server \"\\w\" answered initialize with too much: bytes: \\d+ \\(limit: 1048576\\)"));
  }

  @Test
  void who_asked_is_told_what_was_too_long_in_a_servers_answer() {
    begin(Map.of("maxInitializeBytes", 1000), "s");
    open(1, new Target.Named("s"), Map.of());
    fromClient(1, initialize("{}"));
    mux.onUpstreamStarted(1, 0);
    fromServer(
        1,
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":1,\"message\":\""
            + "x".repeat(2000)
            + "\"}}");

    assertThat(sent())
        .singleElement()
        .asString()
        .contains("\"error\"", "too much: bytes: ", "(limit: 1000)");
  }

  @Test
  void what_is_kept_of_all_sessions_and_servers_together_is_bounded_and_is_free_again() {
    begin(Map.of("maxKeptBytes", 10_000), "s");
    Map<String, String> large = Map.of("LARGE", "x".repeat(6000));
    open(1, new Target.Named("s"), large);

    assertThat(refusal(2, new Target.Named("s"), large))
        .hasValueSatisfying(
            why ->
                assertThat(why.message())
                    .matches("bytes kept of all sessions and servers: \\d+ \\(limit: 10000\\)"));
    assertThat(refusal(3, new Target.All(), large)).isPresent();
    fromClient(1, initialize("{\"x\":\"" + "x".repeat(2000) + "\"}"));
    assertThat(sent())
        .singleElement()
        .asString()
        .contains("\"error\"", "bytes kept", "(limit: 10000)");

    mux.onSessionClose(1, 0);
    for (int session = 4; session < 100; session++) {
      open(session, session % 2 == 0 ? new Target.Named("s") : new Target.All(), large);
      fromClient(session, initialize("{}"));
      mux.onSessionClose(session, 0);
    }
  }

  @Test
  void sessions_past_their_bound_are_refused_until_one_has_gone() {
    begin(Map.of("maxSessions", 2), "s", "t");
    open(1, new Target.All(), Map.of());
    open(2, new Target.Named("s"), Map.of());

    for (Target target : List.of(new Target.Named("s"), new Target.All())) {
      assertThat(refusal(3, target, Map.of()))
          .hasValue(new CloseCause("busy", "sessions: 3 (limit: 2)"));
    }
    mux.onSessionClose(1, 0);
    open(3, new Target.All(), Map.of());
  }

  @Test
  void roots_that_are_too_long_count_as_none() {
    begin(Map.of("maxRootsBytes", 500), "s");
    open(1, new Target.Named("s"), Map.of());
    fromClient(1, initialize(ROOTS));
    mux.onUpstreamStarted(1, 0);
    fromServer(1, result(1, serverInfo("")));
    fromClient(1, "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
    effects();
    fromServer(1, "{\"jsonrpc\":\"2.0\",\"id\":\"r\",\"method\":\"roots/list\"}");
    long asked = Frames.scan(sent().get(0)).idAsLong();
    fromClient(1, result(asked, "{\"roots\":[{\"uri\":\"file:///" + "x".repeat(1000) + "\"}]}"));

    assertThat(refused).singleElement().asString().matches("bytes of roots: \\d+ \\(limit: 500\\)");
  }

  @Test
  void subscriptions_are_part_of_what_is_kept() {
    begin(Map.of("maxKeptBytes", 5_000), "s");
    open(1, new Target.Named("s"), Map.of());
    fromClient(1, initialize("{}"));
    mux.onUpstreamStarted(1, 0);
    fromServer(1, result(1, serverInfo("")));
    effects();

    fromClient(1, subscribe(1, "x:/short"));
    fromClient(1, subscribe(2, "x:/" + "x".repeat(5_000)));

    assertThat(sent())
        .singleElement()
        .asString()
        .contains("\"id\":2,\"error\"", "bytes kept", "(limit: 5000)");
  }

  @Test
  void messages_that_wait_are_bounded_for_all_sessions_together() {
    begin(Map.of("maxParkedBytes", 4_000), "s");
    for (int session = 1; session <= 3; session++) {
      open(session, new Target.Named("s"), Map.of());
      fromClient(session, initialize("{}"));
      fromClient(session, call(1, "x".repeat(1000)));
    }

    assertThat(sent())
        .singleElement()
        .asString()
        .matches(
            ".*\"id\":1,\"error\".*of waiting messages of all sessions: \\d+ \\(limit: 4000\\).*");
    mux.onSessionClose(1, 0);
    fromClient(3, call(2, "x".repeat(1000)));
    assertThat(sent()).isEmpty();
  }

  @Test
  void lists_of_servers_for_which_there_is_no_room_together_are_left_out_and_it_is_said() {
    begin(Map.of("maxListBytesTogether", 3_000L), "a", "b");
    listOfBoth("x".repeat(1_500));

    assertThat(refused)
        .singleElement()
        .asString()
        .matches("b: tools/list is cut: bytes of all lists: \\d+ \\(limit: 3000\\)");
    assertThat(sent()).last().asString().contains("\"a__t\"").doesNotContain("\"b__t\"");
  }

  @Test
  void a_list_of_one_server_that_is_too_long_is_cut_and_it_is_said() {
    begin(Map.of("maxListBytes", 1_000), "a", "b");
    listOfBoth("x".repeat(1_500));

    assertThat(refused)
        .hasSize(2)
        .allMatch(why -> why.matches("[ab]: tools/list is cut: bytes: \\d+ \\(limit: 1000\\)"));
    assertThat(sent()).last().asString().contains("\"tools\":[]");
  }

  /** What a session with all servers is told when each lists one tool. */
  private void listOfBoth(String description) {
    open(1, new Target.All(), Map.of());
    fromClient(1, initialize("{}"));
    for (int upstream = 1; upstream <= 2; upstream++) {
      mux.onUpstreamStarted(upstream, 0);
      fromServer(
          upstream,
          result(1, "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"tools\":{}}}"));
    }
    fromClient(1, "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
    fromClient(1, "{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"tools/list\"}");
    for (int upstream = 1; upstream <= 2; upstream++) {
      fromServer(
          upstream,
          result(2, "{\"tools\":[{\"name\":\"t\",\"description\":\"" + description + "\"}]}"));
    }
  }

  @Test
  void failed_commands_of_sessions_that_have_gone_are_forgotten() {
    begin(Map.of());
    for (int session = 1; session <= 6; session++) {
      fail(session, "command" + session);
    }

    assertThat(starts(11, "command1")).as("forgotten").isTrue();
    assertThat(starts(16, "command6")).as("still paused").isFalse();
  }

  private void fail(int session, String command) {
    assertThat(starts(session, command)).isTrue();
    int upstream = mux.status(0).sessions().get(0).upstream();
    mux.onSessionInputEnd(session, 0);
    mux.onUpstreamExit(upstream, new UpstreamExit("exited with code 1", List.of()), 0);
    mux.onSessionClose(session, 0);
    effects();
  }

  private boolean starts(int session, String command) {
    Map<String, String> large = Map.of("LARGE", "x".repeat(MIB));
    open(session, new Target.AdHoc(List.of(command)), large);
    fromClient(session, initialize("{}"));
    return !started().isEmpty();
  }

  private void begin(Map<String, ? extends Number> limits, String... names) {
    Map<String, ServerConfig> servers = new LinkedHashMap<>();
    for (String name : names) {
      servers.put(name, Servers.plain(name));
    }
    mux =
        new Mux(
            new MuxConfig(servers, Limits.defaults().withoutCatalog().with(limits)),
            actions,
            new MuxListener() {
              @Override
              public void sessionFrameRefused(int session, FrameView frame, String reason) {
                refused.add(reason);
              }

              @Override
              public void memberSkipped(int session, String server, String method, String reason) {
                refused.add(server + ": " + reason);
              }

              @Override
              public void listCut(int upstream, String server, String what) {
                refused.add(server + ": " + what);
              }
            });
    mux.onStateLoaded("traits", null, 0);
  }

  private void open(int session, Target target, Map<String, String> environment) {
    assertThat(refusal(session, target, environment)).isEmpty();
  }

  private Optional<CloseCause> refusal(
      int session, Target target, Map<String, String> environment) {
    return mux.onSessionOpen(session, new SessionHello(target, "/p", environment), 0);
  }

  private void fromClient(int session, String frame) {
    given(frame, view -> mux.onSessionFrame(session, Mux.MAIN_STREAM, view, 0));
  }

  private void fromServer(int upstream, String frame) {
    given(frame, view -> mux.onUpstreamFrame(upstream, view, 0));
  }

  private void given(String frame, Consumer<FrameView> event) {
    FrameView view = Frames.scan(frame);
    event.accept(view);
  }

  private List<Effect> effects() {
    List<Effect> effects = new ArrayList<>();
    for (Effect each = actions.poll(); each != null; each = actions.poll()) {
      effects.add(each);
    }
    return effects;
  }

  private List<Integer> started() {
    return effects().stream()
        .filter(Started.class::isInstance)
        .map(effect -> ((Started) effect).upstream())
        .toList();
  }

  private List<String> sent() {
    return effects().stream()
        .filter(ToSession.class::isInstance)
        .map(effect -> ((ToSession) effect).frame())
        .toList();
  }

  private static String initialize(String capabilities) {
    return "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":"
        + "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":"
        + capabilities
        + "}}";
  }

  private static String serverInfo(String instructions) {
    return "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"resources\":{\"subscribe\":true}},"
        + "\"instructions\":\""
        + instructions
        + "\"}";
  }

  private static String subscribe(int id, String uri) {
    return "{\"jsonrpc\":\"2.0\",\"id\":"
        + id
        + ",\"method\":\"resources/subscribe\",\"params\":{\"uri\":\""
        + uri
        + "\"}}";
  }

  private static String call(int id, String text) {
    return "{\"jsonrpc\":\"2.0\",\"id\":"
        + id
        + ",\"method\":\"tools/call\",\"params\":{\"name\":\""
        + text
        + "\"}}";
  }

  private static String result(long id, String result) {
    return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + result + "}";
  }
}
