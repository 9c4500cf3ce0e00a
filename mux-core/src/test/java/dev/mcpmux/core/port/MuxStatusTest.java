package dev.mcpmux.core.port;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.Mux;
import dev.mcpmux.core.config.Limits;
import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.config.ServerConfig;
import dev.mcpmux.core.script.Frames;
import dev.mcpmux.core.script.RecordingActions;
import dev.mcpmux.core.script.Servers;
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

  @Test
  void a_server_that_failed_too_often_says_why() {
    open(7, Map.of());
    long now = 0;
    for (int upstream = 1; upstream <= 6; upstream++) {
      mux.onUpstreamStarted(upstream, now);
      if (upstream == 1) {
        String answer =
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"protocolVersion\":\"2025-11-25\","
                + "\"capabilities\":{}}}";
        mux.onUpstreamFrame(1, Frames.scan(answer), now);
      }
      mux.onUpstreamExit(upstream, new UpstreamExit("exited with code 3", List.of("no db")), now);
      now += 3_000_000_000L;
      mux.onDeadline(now);
    }

    MuxStatus.Server server = mux.status(now).servers().get(0);
    assertThat(server.upstreams().get(0).state()).isEqualTo("failed");
    assertThat(server.failure().orElseThrow()).contains("exited with code 3", "no db");
  }

  @Test
  void a_session_with_all_servers_is_one_and_a_server_that_cannot_be_started_says_why() {
    ServerConfig server = Servers.plain("one");
    Mux all =
        new Mux(
            new MuxConfig(Map.of("one", server), Limits.defaults().withoutCatalog()),
            new RecordingActions(),
            MuxListener.NONE);
    all.onStateLoaded("traits", null, 0);
    all.onSessionOpen(7, new SessionHello(new Target.All(), "/p", Map.of()), 0);
    all.onSessionFrame(7, Mux.MAIN_STREAM, Frames.scan(INITIALIZE), 0);

    assertThat(all.status(0).servers().get(0).upstreams().get(0).sessions()).isEqualTo(1);

    all.onUpstreamExit(1, new UpstreamExit("exited with code 3", List.of("no token")), 0);

    MuxStatus status = all.status(0);
    assertThat(status.sessions())
        .singleElement()
        .satisfies(
            session -> {
              assertThat(session.number()).isEqualTo(7);
              assertThat(session.server()).isEqualTo(Target.All.LABEL);
              assertThat(session.client()).isEqualTo("claude-code 2.1");
            });
    assertThat(status.servers().get(0).failure().orElseThrow())
        .contains("exited with code 3")
        .contains("no token");
  }

  @Test
  void a_session_says_which_servers_it_is_without_and_why_until_the_config_gives_them() {
    Mux all =
        new Mux(
            new MuxConfig(Map.of("one", withArg("${TOKEN}")), Limits.defaults().withoutCatalog()),
            new RecordingActions(),
            MuxListener.NONE);
    all.onStateLoaded("traits", null, 0);
    all.onSessionOpen(7, new SessionHello(new Target.All(), "/p", Map.of()), 0);

    assertThat(all.status(0).sessions().get(0).without())
        .singleElement()
        .asString()
        .contains("\"one\"")
        .contains("TOKEN");

    all.reconfigure(
        new MuxConfig(Map.of("one", withArg("plain")), Limits.defaults().withoutCatalog()), 0);
    assertThat(all.status(0).sessions().get(0).without()).isEmpty();

    all.reconfigure(
        new MuxConfig(Map.of("one", withArg("${TOKEN}")), Limits.defaults().withoutCatalog()), 0);
    assertThat(all.status(0).sessions().get(0).without())
        .singleElement()
        .asString()
        .contains("TOKEN");
  }

  private static ServerConfig withArg(String arg) {
    return Servers.plain("one", arg);
  }

  private void open(int session, Map<String, String> environment) {
    Target target = new Target.AdHoc(List.of("server"));
    mux.onSessionOpen(session, new SessionHello(target, "/p", environment), 0);
    mux.onSessionFrame(session, Mux.MAIN_STREAM, Frames.scan(INITIALIZE), 0);
    mux.onStateLoaded("traits", null, 0);
  }
}
