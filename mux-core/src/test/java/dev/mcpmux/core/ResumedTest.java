package dev.mcpmux.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.config.Limits;
import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.port.MuxListener;
import dev.mcpmux.core.port.SessionHello;
import dev.mcpmux.core.port.SessionState;
import dev.mcpmux.core.port.Target;
import dev.mcpmux.core.script.Frames;
import dev.mcpmux.core.script.RecordingActions;
import dev.mcpmux.core.script.RecordingActions.Effect;
import dev.mcpmux.core.script.Servers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a session is given of what is said to have been, by whoever says it. */
class ResumedTest {

  private static final Limits LIMITS =
      Limits.defaults().with(Map.of("maxSubscriptionsPerSession", 2, "maxCatalogListBytes", 0));

  private final RecordingActions actions = new RecordingActions();
  private final Mux mux =
      new Mux(new MuxConfig(Map.of("s", Servers.plain("s")), LIMITS), actions, MuxListener.NONE);

  @Test
  void subscriptions_over_the_limit_are_left_out() {
    begin("{\"resources\":{\"subscribe\":true}}");

    mux.onSessionResumed(
        1, state(Set.of(), "", Map.of("x:/1", "", "x:/2", "", "x:/3", ""), Map.of()), 0);

    assertThat(sent()).filteredOn(frame -> frame.contains("resources/subscribe")).hasSize(2);
    assertThat(actions.states().get(1).subscriptions()).hasSize(2);
  }

  @Test
  void changes_are_told_as_was_promised_then_and_not_as_is_promised_now() {
    begin("{\"tools\":{\"listChanged\":true},\"prompts\":{}}");

    mux.onSessionResumed(
        1,
        state(Set.of("prompts"), "", Map.of(), Map.of("tools/list", "1-1", "prompts/list", "1-1")),
        0);

    assertThat(sent()).filteredOn(frame -> frame.contains("list_changed")).hasSize(1);
    fromServer("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}");
    assertThat(sent()).isEmpty();
  }

  @Test
  void what_is_not_known_changes_nothing() {
    begin("{\"tools\":{},\"logging\":{}}");

    mux.onSessionResumed(
        1, state(Set.of("colours"), "loud", Map.of(), Map.of("colours/list", "1-1")), 0);

    assertThat(sent()).isEmpty();
    assertThat(actions.states().get(1).level()).isEmpty();
  }

  @Test
  void a_session_that_is_not_initialized_or_not_there_is_not_resumed() {
    mux.onStateLoaded("traits", null, 0);
    mux.onSessionOpen(1, new SessionHello(new Target.Named("s"), "/p", Map.of()), 0);

    mux.onSessionResumed(1, state(Set.of(), "debug", Map.of("x:/1", ""), Map.of()), 0);
    mux.onSessionResumed(7, state(Set.of(), "debug", Map.of("x:/1", ""), Map.of()), 0);

    assertThat(sent()).isEmpty();
    assertThat(actions.states()).isEmpty();
  }

  @Test
  void with_all_servers_a_subscription_goes_to_a_server_that_the_session_has_or_nowhere() {
    mux.onStateLoaded("traits", null, 0);
    mux.onSessionOpen(1, new SessionHello(new Target.All(), "/p", Map.of()), 0);
    initialize("{\"resources\":{\"subscribe\":true}}");
    sent();

    mux.onSessionResumed(
        1, state(Set.of(), "", Map.of("x:/1", "s", "x:/2", "other", "x:/3", ""), Map.of()), 0);

    assertThat(sent())
        .filteredOn(frame -> frame.contains("resources/subscribe"))
        .singleElement()
        .asString()
        .contains("x:/1");
  }

  private void begin(String capabilities) {
    mux.onStateLoaded("traits", null, 0);
    mux.onSessionOpen(1, new SessionHello(new Target.Named("s"), "/p", Map.of()), 0);
    initialize(capabilities);
    sent();
  }

  private void initialize(String capabilities) {
    String frame =
        "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":"
            + "\"2025-11-25\",\"capabilities\":{}}}";
    mux.onSessionFrame(1, Mux.MAIN_STREAM, Frames.scan(frame), 0);
    mux.onUpstreamStarted(1, 0);
    fromServer(
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"protocolVersion\":\"2025-11-25\","
            + "\"capabilities\":"
            + capabilities
            + "}}");
  }

  private void fromServer(String frame) {
    mux.onUpstreamFrame(1, Frames.scan(frame), 0);
  }

  /** The frames that were sent since this was last asked, to whomever. */
  private List<String> sent() {
    List<String> frames = new ArrayList<>();
    for (Effect effect = actions.poll(); effect != null; effect = actions.poll()) {
      if (effect instanceof RecordingActions.ToSession to) {
        frames.add(to.frame());
      } else if (effect instanceof RecordingActions.ToUpstream to) {
        frames.add(to.frame());
      }
    }
    return frames;
  }

  private static SessionState state(
      Set<String> listChanged,
      String level,
      Map<String, String> subscriptions,
      Map<String, String> lists) {
    return new SessionState(
        new SessionState.Greeting("{}".getBytes(StandardCharsets.UTF_8), "2025-11-25", listChanged),
        level,
        subscriptions,
        lists);
  }
}
