package dev.mcpmux.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.script.Frames;
import dev.mcpmux.core.script.RecordingActions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MuxStatusTest {
  private static final String INITIALIZE =
      "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},"
          + "\"clientInfo\":{\"name\":\"claude-code\",\"version\":\"2.1\"}}}";

  private final Mux mux =
      new Mux(
          new MuxConfig(Map.of(), Limits.defaults().withoutCatalog()),
          new RecordingActions(),
          MuxListener.NONE);

  @Test
  void it_names_what_keeps_two_processes_of_a_server_apart_but_no_value() {
    open(1, Map.of("SLACK_BOT_TOKEN", "secret-one"));
    open(2, Map.of("SLACK_BOT_TOKEN", "secret-two", "CLAUDE_CODE_SESSION_ID", "s-2"));

    MuxStatus status = mux.status(0);

    List<MuxStatus.Upstream> upstreams = status.servers().get(0).upstreams();
    assertThat(upstreams).hasSize(2);
    MuxStatus.Apart apart = upstreams.get(0).apart().orElseThrow();
    assertThat(apart.neighbour()).isEqualTo(upstreams.get(1).number());
    assertThat(apart.reasons()).singleElement().asString().contains("SLACK_BOT_TOKEN");
    assertThat(status.toString()).doesNotContain("secret");
  }

  @Test
  void it_shows_the_client_and_its_own_session_id() {
    open(7, Map.of("CLAUDE_CODE_SESSION_ID", "s-7"));

    MuxStatus.Session session = mux.status(0).sessions().get(0);

    assertThat(session.client()).isEqualTo("claude-code 2.1");
    assertThat(session.clientSessionId()).contains("s-7");
    assertThat(mux.status(0).servers().get(0).upstreams().get(0).apart()).isEmpty();
  }

  private void open(int session, Map<String, String> environment) {
    Target target = new Target.AdHoc(List.of("server"));
    mux.onSessionOpen(session, new SessionHello(target, "/p", environment), 0);
    mux.onSessionFrame(session, Mux.MAIN_STREAM, Frames.scan(INITIALIZE), 0);
    mux.onStateLoaded("traits", null, 0);
  }
}
