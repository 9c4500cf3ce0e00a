package dev.mcpmux.core.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.Mux;
import dev.mcpmux.core.config.Limits;
import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.config.ServerConfig;
import dev.mcpmux.core.engine.MuxParts;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.offer.Offer;
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

/** What a client can make a session with all servers keep. */
class FrontBoundsTest {
  private static final ServerConfig SERVER = Servers.plain("s");
  private static final int FRAME_BYTES = 1000;
  private static final Limits LIMITS = limits();

  private final RecordingActions actions = new RecordingActions();
  private final Aggregates view;
  private final MuxParts parts;

  FrontBoundsTest() {
    MuxConfig config = new MuxConfig(Map.of("s", SERVER), LIMITS);
    view = new Aggregates(config, actions, MuxListener.NONE);
    parts = new MuxParts(new MuxState(config, actions, view.actions(), view.listener()));
    view.over(parts);
    parts.stateLoaded("traits", null);
    view.open(1, new SessionHello(new Target.All(), "/p", Map.of()));
    fromClient(
        "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":"
            + "\"2025-11-25\",\"capabilities\":{\"roots\":{}}}}");
    parts.upstreamStarted(1);
    fromServer(
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"protocolVersion\":\"2025-11-25\","
            + "\"capabilities\":{\"resources\":{},\"tools\":{},\"tasks\":{\"list\":{}}}}}");
    fromClient("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
  }

  @Test
  void questions_for_roots_that_are_never_answered_do_not_pile_up() {
    fromServer("{\"jsonrpc\":\"2.0\",\"id\":\"r\",\"method\":\"roots/list\"}");
    for (int i = 0; i < 1000; i++) {
      fromClient("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/roots/list_changed\"}");
    }

    assertThat(view.fronts.find(1).questions.rootsQuestions())
        .isLessThanOrEqualTo(LIMITS.maxServerRequestsPerSession());

    long last = view.fronts.find(1).questions.roots().id();
    sent();
    fromClient(
        "{\"jsonrpc\":\"2.0\",\"id\":%d,\"result\":{\"roots\":[{\"uri\":\"file:///a\"}]}}"
            .formatted(last));
    assertThat(sent()).anyMatch(frame -> frame.contains("\"r\"") && frame.contains("file:///a"));
  }

  @Test
  void calls_that_are_taken_back_wait_for_nothing() {
    for (int i = 0; i < 1000; i++) {
      fromClient(
          "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"resources/read\",\"params\":{\"uri\":\"x:/1\"}}");
      fromClient("{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"resources/list\"}");
      fromClient(cancel(1));
      fromClient(cancel(2));
    }

    assertThat(view.fronts.find(1).waits()).isEmpty();
    Member member = view.fronts.find(1).members().get("s");
    assertThat(member.list(Offer.RESOURCES).isAwaited()).isFalse();
    assertThat(view.nextDeadline()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void a_list_that_is_longer_than_a_frame_may_be_is_an_error() {
    fromClient("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"resources/list\"}");
    sent();
    String page = resources(FRAME_BYTES - 30);
    fromServer(result(2, page));

    assertThat(sent())
        .singleElement()
        .asString()
        .contains("\"id\":1,\"error\"", "bytes of the list: ", "(limit: 1000)");
  }

  @Test
  void pages_of_a_server_past_the_length_of_a_frame_are_left_out() {
    fromClient("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"resources/list\"}");
    fromServer(result(2, more(resources(600))));
    fromServer(result(3, more(resources(600))));

    assertThat(sent())
        .last()
        .asString()
        .startsWith("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\"")
        .hasSizeBetween(600, FRAME_BYTES);
  }

  @Test
  void a_list_of_tasks_that_is_longer_than_a_frame_may_be_is_an_error() {
    fromClient(
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"s__t\","
            + "\"task\":{}}}");
    fromServer(result(2, "{\"tools\":[{\"name\":\"t\"}]}"));
    fromServer(result(3, "{\"task\":{\"taskId\":\"T\",\"status\":\"working\"}}"));
    fromClient(
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"s__t\","
            + "\"task\":{}}}");
    fromServer(result(4, "{\"task\":{\"taskId\":\"U\",\"status\":\"working\"}}"));
    fromClient("{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tasks/list\"}");
    String page = "{\"tasks\":[{\"taskId\":\"T\",\"statusMessage\":\"" + "x".repeat(600) + "\"}]}";
    fromServer(result(5, more(page)));
    sent();
    fromServer(result(6, page.replace("\"T\"", "\"U\"")));

    assertThat(sent())
        .singleElement()
        .asString()
        .contains("\"id\":2,\"error\"", "bytes of the list: ", "(limit: 1000)");
  }

  private static String resources(int length) {
    String empty = "{\"resources\":[{\"uri\":\"x:/1\",\"name\":\"\"}]}";
    return empty.replace("\"\"", "\"" + "n".repeat(length - empty.length()) + "\"");
  }

  private static String more(String page) {
    return page.substring(0, page.length() - 1) + ",\"nextCursor\":\"c\"}";
  }

  private static String result(int id, String result) {
    return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + result + "}";
  }

  private static Limits limits() {
    Limits d = Limits.defaults();
    return d.with(Map.of("maxFrameBytes", FRAME_BYTES, "maxCatalogListBytes", 0));
  }

  private static String cancel(int id) {
    return "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":"
        + id
        + "}}";
  }

  private void fromClient(String frame) {
    FrameView scanned = Frames.scan(frame);
    view.sessionFrame(1, Mux.MAIN_STREAM, scanned);
    view.settle();
  }

  private void fromServer(String frame) {
    FrameView scanned = Frames.scan(frame);
    view.upstreamFrame(1, 0, scanned);
    view.settle();
  }

  private List<String> sent() {
    List<String> frames = new ArrayList<>();
    for (RecordingActions.Effect effect = actions.poll(); effect != null; effect = actions.poll()) {
      if (effect instanceof RecordingActions.ToSession to) {
        frames.add(to.frame());
      } else if (effect instanceof RecordingActions.ToUpstream to) {
        frames.add(to.frame());
      }
    }
    return frames;
  }
}
