package dev.mcpmux.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.config.Limits;
import dev.mcpmux.core.config.MuxConfig;
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

/** What a bound makes a mux forget is reported. */
class ForgottenTest {
  private static final Limits LIMITS =
      Limits.defaults().with(Map.of("maxTasksPerUpstream", 1, "maxCatalogListBytes", 0));

  private final List<String> reported = new ArrayList<>();
  private final RecordingActions actions = new RecordingActions();
  private final MuxListener listener =
      new MuxListener() {
        @Override
        public void forgotten(String server, String what) {
          reported.add(server + ": " + what);
        }
      };
  private final Mux mux =
      new Mux(new MuxConfig(Map.of("s", Servers.plain("s")), LIMITS), actions, listener);

  private void begin(Mux mux, Target target, String capabilities) {
    mux.onStateLoaded("traits", null, 0);
    mux.onSessionOpen(1, new SessionHello(target, "/p", Map.of()), 0);
    fromClient(
        mux,
        "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":"
            + "\"2025-11-25\",\"capabilities\":{\"elicitation\":{\"url\":{}}}}}");
    mux.onUpstreamStarted(1, 0);
    fromServer(
        mux,
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"protocolVersion\":\"2025-11-25\","
            + "\"capabilities\":"
            + capabilities
            + "}}");
    fromClient(mux, "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
  }

  @Test
  void a_task_that_makes_room_for_another() {
    begin(mux, new Target.Named("s"), "{\"tools\":{},\"tasks\":{\"cancel\":{}}}");
    for (int id = 2; id < 4; id++) {
      fromClient(
          mux,
          "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/call\",\"params\":{\"name\":\"t\","
              + "\"task\":{}}}");
      fromServer(
          mux,
          "{\"jsonrpc\":\"2.0\",\"id\":%d,\"result\":{\"task\":{\"taskId\":\"T%d\"}}}"
              .formatted(id, id));
    }

    assertThat(reported).containsExactly("s: tasks: 2 (limit: 1); the oldest is given up");
  }

  @Test
  void an_elicitation_that_makes_room_for_another() {
    begin(mux, new Target.Named("s"), "{\"tools\":{},\"tasks\":{\"cancel\":{}}}");
    fromClient(
        mux,
        "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/call\",\"params\":{\"name\":\"t\"}}");
    for (int id = 1; id < 3; id++) {
      fromServer(
          mux,
          "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"elicitation/create\",\"params\":{\"mode\":\"url\",\"elicitationId\":\"e%d\"}}"
              .formatted(id, id));
    }

    assertThat(reported)
        .containsExactly("s: elicitations by URL: 2 (limit: 1); the oldest is forgotten");
  }

  @Test
  void a_uri_that_keeps_its_form_no_more() {
    Mux all =
        new Mux(
            new MuxConfig(
                Map.of("s", Servers.plain("s")),
                Limits.defaults()
                    .with(Map.of("maxNameBytesPerSession", 150, "maxCatalogListBytes", 0))),
            actions,
            listener);
    begin(all, new Target.All(), "{\"resources\":{}}");
    String uris = "{\"resources\":[{\"uri\":\"x:/1\"},{\"uri\":\"x:/2\"},{\"uri\":\"x:/3\"}]}";
    for (int id = 2; id < 4; id++) {
      fromClient(all, "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"resources/list\"}");
      fromServer(all, "{\"jsonrpc\":\"2.0\",\"id\":%d,\"result\":%s}".formatted(id, uris));
    }

    assertThat(reported)
        .containsExactly(
            "s: URIs told to a session, bytes: 208 (limit: 150); new ones name their server");
  }

  private void fromClient(Mux mux, String frame) {
    FrameView scanned = Frames.scan(frame);
    mux.onSessionFrame(1, Mux.MAIN_STREAM, scanned, 0);
  }

  private void fromServer(Mux mux, String frame) {
    FrameView scanned = Frames.scan(frame);
    mux.onUpstreamFrame(1, scanned, 0);
  }
}
