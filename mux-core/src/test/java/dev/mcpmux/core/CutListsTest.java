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

/** A list of which sessions do not get all says so, in the status and once in the log. */
class CutListsTest {
  private static final int LIST_BYTES = 200;
  private static final Limits LIMITS =
      Limits.defaults()
          .with(
              Map.of("maxFrameBytes", 1000, "maxCatalogListBytes", LIST_BYTES, "maxListPages", 2));

  private final List<String> reported = new ArrayList<>();
  private final RecordingActions actions = new RecordingActions();
  private final Mux mux =
      new Mux(
          new MuxConfig(Map.of("s", Servers.plain("s")), LIMITS),
          actions,
          new MuxListener() {
            @Override
            public void listCut(int upstream, String server, String what) {
              reported.add(server + " " + upstream + ": " + what);
            }
          });

  private void open(Target target) {
    mux.onStateLoaded("traits", null, 0);
    mux.onSessionOpen(1, new SessionHello(target, "/p", Map.of()), 0);
    fromClient(
        "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":"
            + "\"2025-11-25\",\"capabilities\":{}}}");
    for (RecordingActions.Effect each = actions.poll(); each != null; each = actions.poll()) {
      if (each instanceof RecordingActions.LoadedCatalog load) {
        mux.onCatalogLoaded(load.key(), null, 0, "1", 0);
      }
    }
    mux.onUpstreamStarted(1, 0);
    fromServer(
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"protocolVersion\":\"2025-11-25\","
            + "\"capabilities\":{\"tools\":{}}}}");
    fromClient("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
  }

  private void fromClient(String frame) {
    FrameView scanned = Frames.scan(frame);
    mux.onSessionFrame(1, Mux.MAIN_STREAM, scanned, 0);
  }

  private void fromServer(String frame) {
    FrameView scanned = Frames.scan(frame);
    mux.onUpstreamFrame(1, scanned, 0);
  }

  private void list(int id, String cursor, String... results) {
    String params = cursor == null ? "" : ",\"params\":{\"cursor\":\"" + cursor + "\"}";
    fromClient("{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"tools/list\"" + params + "}");
    for (int i = 0; i < results.length; i++) {
      fromServer("{\"jsonrpc\":\"2.0\",\"id\":" + (id + i) + ",\"result\":" + results[i] + "}");
    }
  }

  private static String page(int bytes, String cursor) {
    String next = cursor == null ? "" : ",\"nextCursor\":\"" + cursor + "\"";
    return "{\"tools\":[{\"name\":\"t\",\"title\":\"" + "x".repeat(bytes) + "\"}]" + next + "}";
  }

  private List<String> status() {
    return mux.status(0).servers().get(0).upstreams().get(0).cutLists();
  }

  @Test
  void pages_past_their_number_are_said_once_and_no_more_when_the_list_is_whole() {
    open(new Target.All());

    list(2, null, page(0, "p"), page(0, "q"));
    String cut = "tools/list is cut: pages: more than 2 (limit: 2)";
    assertThat(status()).containsExactly(cut);
    list(4, null, page(0, "p"), page(0, "q"));

    assertThat(reported).containsExactly("s 1: " + cut);
    list(6, null, page(0, null));
    assertThat(status()).isEmpty();
    assertThat(reported).hasSize(1);
  }

  @Test
  void pages_past_the_length_of_a_frame_are_said() {
    open(new Target.All());

    list(2, null, page(600, "p"), page(600, null));

    assertThat(status())
        .hasSize(2)
        .anyMatch(line -> line.startsWith("tools/list is cut: bytes: 1"));
    assertThat(reported).anyMatch(line -> line.endsWith("(limit: 1000)"));
  }

  @Test
  void a_tool_whose_name_another_one_has_is_said() {
    open(new Target.All());
    String tool = "averyveryveryveryveryverylongnameofatool_with_parts";

    list(2, null, "{\"tools\":[{\"name\":\"" + tool + "\"}]}");
    assertThat(status()).isEmpty();
    fromClient("{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"tools/list\"}");
    String name = nameOfTheTool();
    fromServer(
        "{\"jsonrpc\":\"2.0\",\"id\":3,\"result\":{\"tools\":[{\"name\":\""
            + name.substring("s__".length())
            + "\"},{\"name\":\""
            + tool
            + "\"}]}}");

    assertThat(status())
        .containsExactly("tools/list is cut: names that something else in this session has: 1");
  }

  private String nameOfTheTool() {
    String last = "";
    for (RecordingActions.Effect each = actions.poll(); each != null; each = actions.poll()) {
      if (each instanceof RecordingActions.ToSession to && to.frame().contains("\"tools\":[{")) {
        last = to.frame();
      }
    }
    return last.replaceFirst(".*\"name\":\"", "").replaceFirst("\".*", "");
  }

  @Test
  void a_list_that_is_too_long_to_be_kept_is_said() {
    open(new Target.Named("s"));

    list(2, null, page(LIST_BYTES, null));

    assertThat(status())
        .singleElement()
        .asString()
        .startsWith("tools/list is not kept for later sessions: bytes: 2")
        .endsWith("(limit: 200)");
    assertThat(reported).hasSize(1);
    list(3, null, page(0, null));
    assertThat(status()).isEmpty();
  }

  @Test
  void a_list_that_ends_where_a_cursor_comes_again_is_said() {
    open(new Target.Named("s"));

    list(2, null, page(0, "8"));
    assertThat(status()).isEmpty();
    list(3, "8", page(0, "8"));

    assertThat(status())
        .containsExactly(
            "tools/list ends where it would begin again: a cursor comes a second time");
    list(4, "8", page(0, null));
    assertThat(status()).isEmpty();
    assertThat(reported).hasSize(1);
  }
}
