package dev.mcpmux.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpmux.core.config.Limits;
import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.config.ServerConfig;
import dev.mcpmux.core.config.ToolFilter;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.port.CloseCause;
import dev.mcpmux.core.port.MuxListener;
import dev.mcpmux.core.port.SessionHello;
import dev.mcpmux.core.port.Target;
import dev.mcpmux.core.script.Frames;
import dev.mcpmux.core.script.RecordingActions;
import dev.mcpmux.core.script.RecordingActions.Closed;
import dev.mcpmux.core.script.RecordingActions.Effect;
import dev.mcpmux.core.script.RecordingActions.ToSession;
import dev.mcpmux.core.script.RecordingActions.ToUpstream;
import dev.mcpmux.core.script.Servers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What an event leaves that has thrown in the middle: nothing that another would take for its. */
class FailedEventTest {

  private static final String INITIALIZE =
      "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":"
          + "{\"protocolVersion\":\"2025-03-26\",\"capabilities\":{}}}";

  private static final String TOOLS = "{\"tools\":[{\"name\":\"hidden\"},{\"name\":\"seen\"}]}";

  private static final OutOfMemoryError NO_MEMORY = new OutOfMemoryError("as the test wants it");

  private final RecordingActions actions = new RecordingActions();
  private final List<Throwable> failedSessions = new ArrayList<>();
  private final Mux mux;

  FailedEventTest() {
    ServerConfig plain = Servers.plain("s");
    ToolFilter tools = new ToolFilter(List.of(), List.of("hidden"));
    ServerConfig server =
        new ServerConfig("s", plain.launch(), plain.sharing(), plain.life(), tools);
    MuxConfig config = new MuxConfig(Map.of("s", server), Limits.defaults().withoutCatalog());
    mux =
        new Mux(
            config,
            actions,
            new MuxListener() {
              @Override
              public void sessionFailed(int session, Throwable failure) {
                failedSessions.add(failure);
              }

              @Override
              public void listCut(int upstream, String server, String what) {
                throw NO_MEMORY;
              }
            });
    mux.onStateLoaded("traits", null, 0);
    open(1, new Target.Named("s"));
    mux.onUpstreamStarted(1, 0);
    fromServer(
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"protocolVersion\":\"2025-03-26\","
            + "\"capabilities\":{\"tools\":{\"listChanged\":true}}}}");
    open(2, new Target.Named("s"));
    effects();
  }

  @Test
  void a_failure_within_a_batch_does_not_reach_the_next_session() {
    actions.failNext(NO_MEMORY);
    assertThatThrownBy(() -> fromClient(1, "[" + call(5, "first") + "," + call(6, "second") + "]"))
        .isSameAs(NO_MEMORY);
    fromClient(2, call(5, "other"));
    mux.closeSession(1, CloseCause.INTERNAL, 0);

    List<Effect> effects = effects();
    String forwarded = ((ToUpstream) effects.get(0)).frame();
    assertThat(forwarded).isEqualTo(call(Frames.scan(forwarded).idAsLong(), "other"));
    assertThat(effects).contains(new Closed(1, CloseCause.INTERNAL));
  }

  @Test
  void a_failure_within_a_list_answer_does_not_reach_the_next_session() {
    fromClient(1, "{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"tools/list\"}");
    long list = Frames.scan(toServer()).idAsLong();
    fromClient(2, call(7, "other"));
    long call = Frames.scan(toServer()).idAsLong();

    actions.failNext(NO_MEMORY);
    assertThatThrownBy(() -> fromServer(result(list, TOOLS))).isSameAs(NO_MEMORY);
    assertThat(effects())
        .singleElement()
        .isInstanceOfSatisfying(
            ToSession.class,
            sent -> assertThat(sent.frame()).contains("\"id\":5,\"error\"", "internal-error"));

    // what looks like a list and answers none is not shortened
    fromServer(result(call, TOOLS));
    assertThat(effects()).containsExactly(new ToSession(2, 0, result(7, TOOLS)));
  }

  @Test
  void a_failure_before_a_reply_is_passed_on_leaves_no_request_without_an_answer() {
    fromClient(
        1,
        "{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"tools/list\",\"params\":{\"cursor\":\"c\"}}");
    long list = Frames.scan(toServer()).idAsLong();

    String circle = "{\"tools\":[],\"nextCursor\":\"c\"}";
    assertThatThrownBy(() -> fromServer(result(list, circle))).isSameAs(NO_MEMORY);
    assertThat(effects())
        .singleElement()
        .isInstanceOfSatisfying(
            ToSession.class,
            sent -> assertThat(sent.frame()).contains("\"id\":5,\"error\"", "internal-error"));
    assertThat(mux.status(0).sessions()).allMatch(session -> session.inFlight() == 0);
  }

  @Test
  void a_failure_where_one_of_all_servers_answers_ends_that_session_alone() {
    open(3, new Target.All());
    effects();
    fromClient(3, call(5, "s__t"));
    String listed = toServer();
    fromServer(result(Frames.scan(listed).idAsLong(), "{\"tools\":[{\"name\":\"t\"}]}"));
    String called = toServer();
    actions.failNext(NO_MEMORY);
    fromServer(result(Frames.scan(called).idAsLong(), "{}"));

    assertThat(failedSessions).containsExactly(NO_MEMORY);
    assertThat(effects()).contains(new Closed(3, CloseCause.INTERNAL));
    fromClient(2, call(8, "other"));
    assertThat(Frames.scan(toServer()).idAsLong()).isPositive();
  }

  private String toServer() {
    return ((ToUpstream) effects().get(0)).frame();
  }

  private void open(int session, Target target) {
    assertThat(mux.onSessionOpen(session, new SessionHello(target, "/p", Map.of()), 0)).isEmpty();
    fromClient(session, INITIALIZE);
    fromClient(session, "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
  }

  private void fromClient(int session, String frame) {
    given(frame, view -> mux.onSessionFrame(session, Mux.MAIN_STREAM, view, 0));
  }

  private void fromServer(String frame) {
    given(frame, view -> mux.onUpstreamFrame(1, view, 0));
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

  private static String call(long id, String text) {
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
