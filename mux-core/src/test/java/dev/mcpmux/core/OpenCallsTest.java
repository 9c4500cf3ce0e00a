package dev.mcpmux.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.config.Limits;
import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.meter.Meter;
import dev.mcpmux.core.port.MuxListener;
import dev.mcpmux.core.port.OpenCall;
import dev.mcpmux.core.port.SessionHello;
import dev.mcpmux.core.port.Target;
import dev.mcpmux.core.script.Frames;
import dev.mcpmux.core.script.RecordingActions;
import dev.mcpmux.core.script.Servers;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What has no answer yet is listed, with where it is, whose it is and how long it waits. */
class OpenCallsTest {
  private static final long MILLI = 1_000_000;

  private final Meter meter = new Meter(MuxListener.NONE, () -> 0);
  private final RecordingActions actions = new RecordingActions();
  private final Mux mux =
      new Mux(
          new MuxConfig(Map.of("s", Servers.plain("s")), Limits.defaults().withoutCatalog()),
          actions,
          meter);

  private long now;

  private void open(int session, Target target) {
    mux.onStateLoaded("traits", null, now);
    mux.onSessionOpen(session, new SessionHello(target, "/p", Map.of()), now);
    fromClient(
        session,
        "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":"
            + "\"2025-11-25\",\"capabilities\":{}}}");
  }

  private void serverIsReady() {
    mux.onUpstreamStarted(1, now);
    fromServer(
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"protocolVersion\":\"2025-11-25\","
            + "\"capabilities\":{\"tools\":{}}}}");
  }

  private void fromClient(int session, String frame) {
    mux.onSessionFrame(session, Mux.MAIN_STREAM, Frames.scan(frame), now);
  }

  private void fromServer(String frame) {
    mux.onUpstreamFrame(1, Frames.scan(frame), now);
  }

  private void call(int session, String id, String tool) {
    fromClient(
        session,
        "{\"jsonrpc\":\"2.0\",\"id\":"
            + id
            + ",\"method\":\"tools/call\",\"params\":{\"name\":\""
            + tool
            + "\"}}");
  }

  private String line(OpenCall call) {
    return call.session()
        + " "
        + call.id()
        + " "
        + meter.callName(call.place().server(), call.mark())
        + " at "
        + call.place().upstream()
        + " as "
        + call.place().id()
        + " for "
        + call.nanos() / MILLI;
  }

  @Test
  void a_call_is_there_until_it_is_answered_and_the_oldest_is_first() {
    open(1, new Target.Named("s"));
    serverIsReady();
    now += 5 * MILLI;
    call(1, "7", "slow");
    now += 10 * MILLI;
    call(1, "\"x\"", "quick");
    now += 20 * MILLI;

    assertThat(mux.openCalls(9, now))
        .extracting(this::line)
        .containsExactly(
            "1 7 CallName[method=tools/call, tool=slow] at 1 as 2 for 30",
            "1 \"x\" CallName[method=tools/call, tool=quick] at 1 as 3 for 20");
    assertThat(mux.openCalls(1, now)).hasSize(1).first().matches(call -> call.id().equals("7"));

    fromServer("{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{\"content\":[]}}");
    assertThat(mux.openCalls(9, now)).extracting(OpenCall::id).containsExactly("\"x\"");
  }

  @Test
  void a_call_that_waits_for_its_server_is_at_none_and_its_time_counts_from_when_it_came() {
    open(1, new Target.Named("s"));
    call(1, "7", "early");
    now += 40 * MILLI;

    assertThat(mux.openCalls(9, now))
        .extracting(this::line)
        .containsExactly("1 7 CallName[method=tools/call, tool=early] at 0 as 0 for 40");
  }

  @Test
  void what_a_session_with_all_servers_asks_is_its_own() {
    open(4, new Target.All());
    serverIsReady();
    fromClient(4, "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
    fromClient(4, "{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"tools/list\"}");

    assertThat(mux.openCalls(9, now))
        .isNotEmpty()
        .allMatch(call -> call.session() == 4 && call.place().server().equals("s"));
  }
}
