package dev.mcpmux.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.config.Limits;
import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.port.MuxListener;
import dev.mcpmux.core.port.SessionHello;
import dev.mcpmux.core.port.Target;
import dev.mcpmux.core.script.Frames;
import dev.mcpmux.core.script.RecordingActions;
import dev.mcpmux.core.script.RecordingActions.Effect;
import dev.mcpmux.core.script.RecordingActions.ToSession;
import dev.mcpmux.core.script.RecordingActions.ToUpstream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Two sessions call the same server at once, and one of the calls makes the server ask its client
 * something, while it runs or after it: in whatever order all of this happens, the question never
 * reaches the other session.
 */
class InterleavingsTest {
  private static final int RUNS = 10_000;
  private static final int A = 1;
  private static final int B = 2;
  private static final String INITIALIZE =
      "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\","
          + "\"capabilities\":{\"sampling\":{},\"elicitation\":{}}}}";

  private final Map<Integer, Long> idAtServer = new HashMap<>();
  private RecordingActions actions;
  private Mux mux;
  private int questions;
  private long askedOfA;
  private long refused;

  @Test
  void a_question_that_a_call_of_one_session_caused_never_reaches_the_other() {
    for (int run = 0; run < RUNS; run++) {
      long seed = 7_919L * run;
      try {
        interleave(new Random(seed));
      } catch (AssertionError e) {
        throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
      }
    }
    assertThat(askedOfA).as("questions that reached the session that caused them").isPositive();
    assertThat(refused).as("questions that were refused").isPositive();
  }

  private void interleave(Random random) {
    actions = new RecordingActions();
    mux =
        new Mux(
            new MuxConfig(Map.of(), Limits.defaults().withoutCatalog()), actions, MuxListener.NONE);
    for (int session : new int[] {A, B}) {
      Target target = new Target.AdHoc(List.of("server"));
      mux.onSessionOpen(session, new SessionHello(target, "/", Map.of()), 0);
      fromSession(session, INITIALIZE);
      fromSession(session, "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
    }
    mux.onStateLoaded("traits", null, 0);
    mux.onUpstreamStarted(1, 0);
    fromServer(
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{}}}");
    check();

    // Each line happens in this order; what stands in different lines may happen in any order.
    List<Runnable> ofA =
        new ArrayList<>(List.of(() -> call(A), () -> ask(random), () -> ask(random)));
    ofA.add(1 + random.nextInt(3), () -> answer(A));
    List<Runnable> ofB = List.of(() -> call(B), () -> answer(B), () -> mux.onSessionClose(B, 0));
    List<List<Runnable>> lines =
        new ArrayList<>(List.of(new ArrayList<>(ofA), new ArrayList<>(ofB)));
    while (!lines.isEmpty()) {
      Collections.shuffle(lines, random);
      lines.get(0).remove(0).run();
      check();
      lines.removeIf(List::isEmpty);
    }
  }

  private void call(int session) {
    idAtServer.put(session, 0L);
    fromSession(
        session,
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"mark\":\"of "
            + session
            + "\"}}");
  }

  private void answer(int session) {
    long id = idAtServer.get(session);
    if (id > 0) {
      fromServer(
          "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":{\"mark\":\"of " + session + "\"}}");
    }
  }

  /** A's call makes the server ask. */
  private void ask(Random random) {
    String method = random.nextBoolean() ? "sampling/createMessage" : "elicitation/create";
    fromServer(
        "{\"jsonrpc\":\"2.0\",\"id\":"
            + ++questions
            + ",\"method\":\""
            + method
            + "\",\"params\":{\"mark\":\"of 1\"}}");
  }

  private void check() {
    for (Effect effect = actions.poll(); effect != null; effect = actions.poll()) {
      if (effect instanceof ToSession to && to.frame().contains("\"mark\"")) {
        assertThat(to.frame()).contains("\"of " + to.session() + "\"");
        askedOfA += to.frame().contains("\"method\"") ? 1 : 0;
      } else if (effect instanceof ToUpstream to && to.upstream() == 1) {
        refused +=
            to.frame().contains("not-attributable") || to.frame().contains("cancel\"") ? 1 : 0;
        noteCall(to.frame());
      }
    }
  }

  private void noteCall(String frame) {
    for (int session : new int[] {A, B}) {
      if (frame.contains("tools/call") && frame.contains("\"of " + session + "\"")) {
        idAtServer.put(session, Frames.scan(frame).idAsLong());
      }
    }
  }

  private void fromSession(int session, String frame) {
    var view = Frames.scan(frame);
    mux.onSessionFrame(session, Mux.MAIN_STREAM, view, 0);
  }

  private void fromServer(String frame) {
    var view = Frames.scan(frame);
    mux.onUpstreamFrame(1, view, 0);
  }
}
