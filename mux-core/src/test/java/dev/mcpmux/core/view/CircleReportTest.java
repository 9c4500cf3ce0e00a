package dev.mcpmux.core.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.Mux;
import dev.mcpmux.core.config.Limits;
import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.config.Scope;
import dev.mcpmux.core.config.ServerConfig;
import dev.mcpmux.core.config.SharingPolicy;
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

/** For which session a process runs, as the log tells it. */
class CircleReportTest {
  private static final int CLIENT = 7;

  private final List<String> circles = new ArrayList<>();

  private final Mux mux =
      new Mux(
          config(),
          new RecordingActions(),
          new MuxListener() {
            @Override
            public void upstreamRuns(int upstream, String server, String circle) {
              circles.add(circle);
            }
          });

  private static MuxConfig config() {
    ServerConfig plain = Servers.plain("s");
    SharingPolicy own = SharingPolicy.defaults().withShare(Scope.SESSION);
    return new MuxConfig(
        Map.of("s", new ServerConfig("s", plain.launch(), own)),
        Limits.defaults().withoutCatalog());
  }

  private void open(Target target) {
    mux.onStateLoaded("traits", null, 0);
    mux.onSessionOpen(CLIENT, new SessionHello(target, "/p", Map.of()), 0);
    mux.onSessionFrame(
        CLIENT,
        Mux.MAIN_STREAM,
        Frames.scan(
            "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":"
                + "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{}}}"),
        0);
    mux.onUpstreamStarted(1, 0);
  }

  @Test
  void a_session_with_one_server_is_named_by_its_number() {
    open(new Target.Named("s"));

    assertThat(circles).containsExactly("session 7");
  }

  @Test
  void so_is_one_with_all_servers_and_not_by_a_number_within_the_core() {
    open(new Target.All(List.of()));

    assertThat(circles).containsExactly("session 7");
  }
}
