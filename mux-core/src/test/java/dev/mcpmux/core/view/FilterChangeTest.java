package dev.mcpmux.core.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.Mux;
import dev.mcpmux.core.config.Limits;
import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.config.ServerConfig;
import dev.mcpmux.core.config.ToolFilter;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.port.MuxListener;
import dev.mcpmux.core.port.SessionHello;
import dev.mcpmux.core.port.Target;
import dev.mcpmux.core.script.Frames;
import dev.mcpmux.core.script.RecordingActions;
import dev.mcpmux.core.script.Servers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Other tools are allowed while sessions are open. */
class FilterChangeTest {
  private static final int ALL = 1;
  private static final int ONE = 2;

  private final RecordingActions actions = new RecordingActions();

  /** What has reached the server. */
  private final List<String> calls = new ArrayList<>();

  private final Mux mux = new Mux(config(ToolFilter.none()), actions, MuxListener.NONE);

  private static MuxConfig config(ToolFilter tools) {
    ServerConfig plain = Servers.plain("s");
    ServerConfig server =
        new ServerConfig("s", plain.launch(), plain.sharing(), plain.life(), tools);
    return new MuxConfig(Map.of("s", server), Limits.defaults().withoutCatalog());
  }

  @Test
  void a_tool_that_is_denied_from_now_on_cannot_be_called_by_sessions_that_have_seen_it() {
    a_server_with_one_tool_that_both_sessions_have_seen();

    mux.reconfigure(config(new ToolFilter(List.of(), List.of("drop"))), 0);
    assertThat(sent()).anyMatch(frame -> frame.contains("tools/list_changed"));

    fromClient(ALL, call("s__drop"));
    fromServer("{\"jsonrpc\":\"2.0\",\"id\":3,\"result\":{\"tools\":[{\"name\":\"drop\"}]}}");
    assertThat(sent()).anyMatch(frame -> frame.contains("Unknown tool: s__drop"));
    fromClient(ONE, call("drop"));
    assertThat(sent()).singleElement().asString().contains("Unknown tool: drop");
    assertThat(calls).isEmpty();
  }

  @Test
  void a_call_that_waits_when_its_tool_is_denied_is_refused_under_the_name_the_client_knows() {
    a_server_with_one_tool_that_both_sessions_have_seen();
    mux.onUpstreamWritability(1, false, 0);
    fromClient(ALL, call("s__drop"));
    fromClient(ONE, call("drop"));
    fromClient(ONE, "{\"jsonrpc\":\"2.0\",\"id\":8,\"method\":\"tools/call\",\"params\":{}}");
    assertThat(sent()).isEmpty();

    mux.reconfigure(config(new ToolFilter(List.of(), List.of("drop"))), 0);

    assertThat(sent())
        .anyMatch(frame -> frame.contains("\"id\":7") && frame.contains("Unknown tool: s__drop"))
        .anyMatch(frame -> frame.contains("\"id\":7") && frame.contains("Unknown tool: drop"));
    mux.onUpstreamWritability(1, true, 0);
    sent();
    assertThat(calls).singleElement().asString().doesNotContain("drop");
    assertThat(actions.parkedFrames()).isZero();
  }

  @Test
  void a_list_that_comes_when_its_server_is_configured_no_more_shows_nothing_that_was_denied() {
    a_server_with_one_tool_that_both_sessions_have_seen();
    mux.reconfigure(config(new ToolFilter(List.of(), List.of("drop"))), 0);
    fromClient(ONE, "{\"jsonrpc\":\"2.0\",\"id\":8,\"method\":\"tools/list\"}");
    sent();

    mux.reconfigure(new MuxConfig(Map.of(), Limits.defaults().withoutCatalog()), 0);
    fromServer(
        "{\"jsonrpc\":\"2.0\",\"id\":3,\"result\":{\"tools\":[{\"name\":\"drop\"},{\"name\":\"get\"}]}}");

    assertThat(sent())
        .filteredOn(frame -> frame.contains("\"id\":8"))
        .singleElement()
        .asString()
        .contains("get")
        .doesNotContain("drop");
  }

  private void a_server_with_one_tool_that_both_sessions_have_seen() {
    mux.onStateLoaded("traits", null, 0);
    open(ALL, new Target.All());
    mux.onUpstreamStarted(1, 0);
    fromServer(
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"protocolVersion\":\"2025-11-25\","
            + "\"capabilities\":{\"tools\":{\"listChanged\":true}}}}");
    open(ONE, new Target.Named("s"));
    fromClient(ALL, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}");
    fromServer("{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{\"tools\":[{\"name\":\"drop\"}]}}");
    assertThat(sent()).anyMatch(frame -> frame.contains("s__drop"));
  }

  private static String call(String tool) {
    return "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/call\",\"params\":{\"name\":\""
        + tool
        + "\"}}";
  }

  private void open(int session, Target target) {
    mux.onSessionOpen(session, new SessionHello(target, "/p", Map.of()), 0);
    fromClient(
        session,
        "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":"
            + "\"2025-11-25\",\"capabilities\":{}}}");
    fromClient(session, "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
  }

  private void fromClient(int session, String frame) {
    FrameView view = Frames.scan(frame);
    mux.onSessionFrame(session, Mux.MAIN_STREAM, view, 0);
  }

  private void fromServer(String frame) {
    FrameView view = Frames.scan(frame);
    mux.onUpstreamFrame(1, view, 0);
  }

  private List<String> sent() {
    List<String> frames = new ArrayList<>();
    for (RecordingActions.Effect effect = actions.poll(); effect != null; effect = actions.poll()) {
      if (effect instanceof RecordingActions.ToSession to) {
        frames.add(to.frame());
      } else if (effect instanceof RecordingActions.ToUpstream to
          && to.frame().contains("tools/call")) {
        calls.add(to.frame());
      }
    }
    return frames;
  }
}
