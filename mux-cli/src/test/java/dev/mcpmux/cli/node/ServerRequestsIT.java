package dev.mcpmux.cli.node;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a server asks in the midst of several sessions' calls reaches the session that caused it, or
 * nobody. Every prompt holds the mark of the session that caused it, and every session answers with
 * its own, so that both ways are seen.
 */
class ServerRequestsIT {

  private static final String CAPABILITIES =
      "{\"sampling\":{},\"elicitation\":{\"form\":{},\"url\":{}}}";
  private static final int UNKNOWN_SERVERS = 8;
  private static final int INTERLEAVINGS = 36;

  private final long seed = Long.getLong("mcpmux.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final Map<String, TalkingClient> sessions = new LinkedHashMap<>();
  private Sandbox sandbox;

  @BeforeEach
  void open() throws Exception {
    NodeTools.node();
    sandbox = new Sandbox();
  }

  @AfterEach
  void stop() throws Exception {
    if (sandbox != null) {
      sandbox.close();
    }
  }

  @Test
  void server_everything_asks_the_session_that_caused_it_or_nobody_and_once_known_always_that_one()
      throws Exception {
    String node = NodeTools.nodeWithPackages();
    String server = NodeTools.program("@modelcontextprotocol/server-everything", "dist/index.js");
    openSessions(node, server);
    expectOneProcess();

    // Both have given it work, so whose call it asks for the first time is not certain.
    sessions.get("b").call("echo", "{\"message\":\"hello\"}");
    CompletableFuture<Json> working =
        sessions
            .get("b")
            .sendCall("trigger-long-running-operation", "{\"duration\":0.2,\"steps\":1}");
    Json first = sample("a").get();
    assertThat(working.get().at("result").value()).as("of the other's work").isNotNull();
    assertThat(first.toString())
        .contains("from now on each such session has a process of its own: repeat the call");
    expectOnlyOwn();

    // From now on every one is answered, in any order.
    for (int round = 0; round < INTERLEAVINGS; round++) {
      List<Runnable> checks = new ArrayList<>();
      for (int n = 0; n < 3; n++) {
        checks.add(startSomething(random.nextBoolean() ? "a" : "b", "round " + round));
      }
      checks.forEach(Runnable::run);
    }
    expectOnlyOwn();
    assertThat(asked()).as("questions; seed %s", seed).isGreaterThan(INTERLEAVINGS);
  }

  /** A call of any kind; what is returned waits for its result and looks at it. */
  private Runnable startSomething(String name, String when) {
    try {
      int kind = random.nextInt(4);
      CompletableFuture<Json> call =
          switch (kind) {
            case 0 -> sample(name);
            case 1 ->
                sessions
                    .get(name)
                    .sendCall(
                        "trigger-url-elicitation",
                        "{\"url\":\"https://example.com/of-%s\",\"message\":\"of %s\",\"elicitationId\":\"of %s\"}"
                            .formatted(name, name, name));
            case 2 -> sessions.get(name).sendCall("trigger-elicitation-request", "{}");
            default ->
                sessions.get(name).sendCall("echo", "{\"message\":\"mark of " + name + "\"}");
          };
      return () ->
          assertThat(call.orTimeout(RawClient.BOUND_SECONDS, SECONDS).join().toString())
              .as("call of kind %s of %s in %s; seed %s", kind, name, when, seed)
              .contains(kind == 1 ? "accept" : "mark of " + name);
    } catch (Exception e) {
      throw new AssertionError("seed " + seed, e);
    }
  }

  private CompletableFuture<Json> sample(String name) throws Exception {
    return sessions
        .get(name)
        .sendCall("trigger-sampling-request", "{\"prompt\":\"of " + name + "\",\"maxTokens\":9}");
  }

  @Test
  void whatever_a_server_asks_while_it_is_not_known_reaches_the_session_that_caused_it_or_nobody()
      throws Exception {
    int reached = 0;
    for (int round = 0; round < UNKNOWN_SERVERS; round++) {
      // Another command line is another server, of which nothing is known.
      openSessions(Sandbox.stateful("round " + round));
      List<CompletableFuture<Json>> calls = new ArrayList<>();
      for (int n = 2 + random.nextInt(4); n > 0; n--) {
        calls.add(callStateful(random.nextInt(3) > 0 ? "a" : "b"));
      }
      for (CompletableFuture<Json> call : calls) {
        assertThat(call.get().at("result").value()).as("seed %s", seed).isNotNull();
      }
      expectOnlyOwn();

      // Known now, unless nobody asked: each asks and is answered.
      for (String name : sessions.keySet()) {
        sessions.get(name).sendCall("ask", sampling(name, 0)).get();
      }
      for (int n = 0; n < 4; n++) {
        String name = random.nextBoolean() ? "a" : "b";
        Json answer = sessions.get(name).sendCall("ask", sampling(name, 0)).get();
        assertThat(answer.at("result", "result", "content", "text").value())
            .as("once it is known, seed %s, round %s: %s", seed, round, answer)
            .isEqualTo("mark of " + name);
      }
      expectOnlyOwn();
      reached += asked();
      sessions.values().forEach(TalkingClient::close);
    }
    assertThat(reached).as("questions that reached somebody; seed %s", seed).isPositive();
  }

  private CompletableFuture<Json> callStateful(String name) throws Exception {
    TalkingClient session = sessions.get(name);
    return switch (random.nextInt(4)) {
      case 0 -> session.sendCall("work", "{\"after\":" + random.nextInt(5) + "}");
      case 1 -> session.sendCall("askLater", sampling(name, random.nextInt(5)));
      case 2 -> session.sendCall("ask", elicitation(name, random.nextInt(5)));
      default -> session.sendCall("ask", sampling(name, random.nextInt(5)));
    };
  }

  private String sampling(String name, int before) {
    return "{\"method\":\"sampling/createMessage\",\"before\":%s,\"after\":%s,\"params\":{\"maxTokens\":1,\"messages\":[{\"role\":\"user\",\"content\":{\"type\":\"text\",\"text\":\"of %s\"}}]}}"
        .formatted(before, random.nextInt(3), name);
  }

  private String elicitation(String name, int before) {
    return "{\"method\":\"elicitation/create\",\"before\":%s,\"after\":%s,\"params\":{\"mode\":\"form\",\"message\":\"of %s\",\"requestedSchema\":{\"type\":\"object\",\"properties\":{}}}}"
        .formatted(before, random.nextInt(3), name);
  }

  private void openSessions(String... server) throws Exception {
    sessions.clear();
    for (String name : List.of("a", "b")) {
      TalkingClient session =
          sandbox
              .talk(server)
              .answering(
                  "sampling/createMessage",
                  params ->
                      "{\"model\":\"m\",\"role\":\"assistant\",\"content\":{\"type\":\"text\",\"text\":\"mark of "
                          + name
                          + "\"}}")
              .answering(
                  "elicitation/create",
                  params ->
                      "url".equals(params.at("mode").value())
                          ? "{\"action\":\"accept\"}"
                          : "{\"action\":\"accept\",\"content\":{\"name\":\"mark of "
                              + name
                              + "\"}}")
              .initialized("2025-11-25", CAPABILITIES);
      sessions.put(name, session);
    }
  }

  private void expectOneProcess() throws Exception {
    assertThat(Sandbox.processes(sandbox.status()))
        .singleElement()
        .satisfies(process -> assertThat(process.at("sessions").value()).isEqualTo(2L));
  }

  /** No session was asked what another caused. The forms of server-everything name nobody. */
  private void expectOnlyOwn() {
    sessions.forEach(
        (name, session) -> {
          List<Json> questions = new ArrayList<>(session.asked("sampling/createMessage"));
          questions.addAll(session.asked("elicitation/create"));
          assertThat(questions)
              .as("what %s was asked; seed %s", name, seed)
              .extracting(Json::toString)
              .allMatch(text -> text.contains("of " + name) || text.contains("following fields"));
          assertThat(session.strays()).as("seed %s", seed).isEmpty();
        });
  }

  private int asked() {
    return sessions.values().stream()
        .mapToInt(
            session ->
                session.asked("sampling/createMessage").size()
                    + session.asked("elicitation/create").size())
        .sum();
  }
}
