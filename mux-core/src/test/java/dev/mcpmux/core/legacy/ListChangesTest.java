package dev.mcpmux.core.legacy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.Mux;
import dev.mcpmux.core.config.Limits;
import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.config.ServerConfig;
import dev.mcpmux.core.engine.MuxParts;
import dev.mcpmux.core.port.MuxListener;
import dev.mcpmux.core.port.SessionHello;
import dev.mcpmux.core.port.Target;
import dev.mcpmux.core.script.Frames;
import dev.mcpmux.core.script.RecordingActions;
import dev.mcpmux.core.script.Servers;
import dev.mcpmux.core.state.MuxState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What one of several sessions of a client is told, which nobody but the client's front hears. */
class ListChangesTest {
  private static final String CHANGED =
      "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}";

  private final RecordingActions actions = new RecordingActions();
  private final MuxParts parts;

  ListChangesTest() {
    Map<String, ServerConfig> servers = Map.of("s", Servers.plain("s"));
    MuxConfig config =
        new MuxConfig(servers, Limits.defaults().with(Map.of("maxCatalogListBytes", 0)));
    parts = new MuxParts(new MuxState(config, actions, actions, MuxListener.NONE));
    parts.stateLoaded("traits", null);
    parts.openMember(-1, 7, new SessionHello(new Target.Named("s"), "/p", Map.of()));
    fromMember(
        "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":"
            + "\"2025-11-25\",\"capabilities\":{}}}");
    parts.upstreamStarted(1);
    fromServer(
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"protocolVersion\":\"2025-11-25\","
            + "\"capabilities\":{\"tools\":{\"listChanged\":true}}}}");
    fromMember("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
    toldMember();
  }

  @Test
  void a_flood_of_changes_is_told_once_and_without_what_the_server_says_with_it() {
    String change =
        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\","
            + "\"params\":{\"x\":\""
            + "x".repeat(1000)
            + "\"}}";
    for (int i = 0; i < 100; i++) {
      fromServer(change);
    }

    assertThat(toldMember()).containsExactly(CHANGED);
  }

  @Test
  void a_change_after_the_list_was_asked_for_is_told_at_once() {
    fromServer(CHANGED);
    fromServer(CHANGED);
    fromMember("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}");
    toldMember();
    fromServer(CHANGED);
    fromServer(CHANGED);

    assertThat(toldMember()).containsExactly(CHANGED);
  }

  private void fromMember(String frame) {
    parts.sessionFrame(-1, Mux.MAIN_STREAM, Frames.scan(frame));
  }

  private void fromServer(String frame) {
    parts.upstreamFrame(1, 0, Frames.scan(frame));
  }

  private List<String> toldMember() {
    List<String> frames = new ArrayList<>();
    for (RecordingActions.Effect effect = actions.poll(); effect != null; effect = actions.poll()) {
      if (effect instanceof RecordingActions.ToSession to) {
        frames.add(to.frame());
      }
    }
    return frames;
  }
}
