package dev.mcpmux.cli.node;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Two sessions on one process, each with a log level, subscriptions, pages and calls of its own.
 */
class SharedServerIT {

  private static final String LOG = "notifications/message";
  private static final String UPDATED = "notifications/resources/updated";

  private static Sandbox sandbox;

  private final List<TalkingClient> sessions = new ArrayList<>();

  @BeforeAll
  static void open() throws Exception {
    NodeTools.node();
    sandbox = new Sandbox();
  }

  @AfterEach
  void close_sessions() {
    sessions.forEach(TalkingClient::close);
  }

  @AfterAll
  static void stop() throws Exception {
    if (sandbox != null) {
      sandbox.close();
    }
  }

  @Test
  void each_session_gets_the_log_messages_of_its_own_calls_at_its_own_level() throws Exception {
    TalkingClient debug = session("logging");
    TalkingClient error = sessionBeside(debug, "logging");
    debug.request("logging/setLevel", "{\"level\":\"debug\"}");
    error.request("logging/setLevel", "{\"level\":\"error\"}");
    String all = "[[\"debug\",\"%1$s 1\"],[\"info\",\"%1$s 2\"],[\"critical\",\"%1$s 3\"]]";

    debug.call("log", "{\"messages\":" + all.formatted("of debug") + "}");
    error.call("log", "{\"messages\":" + all.formatted("of error") + "}");

    assertThat(told(debug)).containsExactly("logging/setLevel debug");
    barrier(debug, error);
    assertThat(data(debug)).containsExactly("of debug 1", "of debug 2", "of debug 3");
    assertThat(data(error)).containsExactly("of error 3");

    // With calls of both in flight a message certainly belongs to neither.
    error.sendCall("never", "{}");
    barrier(debug, error);
    debug.call("log", "{\"messages\":" + all.formatted("of either") + "}");
    barrier(debug, error);
    assertThat(data(debug)).isEmpty();
    assertThat(data(error)).isEmpty();
  }

  @Test
  void each_session_of_server_everything_gets_the_messages_of_its_own_steps_at_its_own_level()
      throws Exception {
    String node = NodeTools.nodeWithPackages();
    String server = NodeTools.program("@modelcontextprotocol/server-everything", "dist/index.js");
    TalkingClient debug = keep(sandbox.talk(node, server).initialized("2025-11-25", "{}"));
    TalkingClient error = keep(sandbox.talk(node, server).initialized("2025-11-25", "{}"));
    debug.request("logging/setLevel", "{\"level\":\"debug\"}");
    error.request("logging/setLevel", "{\"level\":\"error\"}");

    // The server logs at "info" that somebody subscribes.
    subscribe(debug, "demo://resource/dynamic/text/1", "demo://resource/dynamic/text/3");
    subscribe(error, "demo://resource/dynamic/text/2", "demo://resource/dynamic/text/3");
    unsubscribe(error, "demo://resource/dynamic/text/3");
    error.call("toggle-subscriber-updates", "{}");
    barrier(debug, error);
    error.call("toggle-subscriber-updates", "{}");

    assertThat(data(debug)).hasSize(2).allMatch(text -> text.matches(".*text/[13] *"));
    assertThat(data(error)).isEmpty();
    assertThat(uris(debug))
        .containsOnly("demo://resource/dynamic/text/1", "demo://resource/dynamic/text/3");
    assertThat(uris(error)).containsOnly("demo://resource/dynamic/text/2");
  }

  @Test
  void each_session_gets_the_updates_of_its_own_subscriptions() throws Exception {
    TalkingClient one = session("subscriptions");
    TalkingClient other = sessionBeside(one, "subscriptions");
    subscribe(one, "x:/common", "x:/one");
    subscribe(other, "x:/common", "x:/other", "x:/never/");
    unsubscribe(one, "x:/one");

    one.call("touch", "{\"uris\":[\"x:/common\",\"x:/one\",\"x:/other\",\"x:/neither\"]}");
    barrier(one, other);

    assertThat(uris(one)).containsExactly("x:/common");
    assertThat(uris(other)).containsExactly("x:/common", "x:/other");

    unsubscribe(other, "x:/common");
    other.call("touch", "{\"uris\":[\"x:/common\"]}");
    barrier(one, other);

    assertThat(uris(one)).containsExactly("x:/common");
    assertThat(uris(other)).isEmpty();
    assertThat(told(one))
        .as("one subscription per URI, and none is ended that somebody has")
        .containsExactly(
            "resources/subscribe x:/common",
            "resources/subscribe x:/one",
            "resources/subscribe x:/other",
            "resources/subscribe x:/never/",
            "resources/unsubscribe x:/one");
  }

  @Test
  void each_session_gets_the_page_of_its_own_cursor() throws Exception {
    long seed = Long.getLong("mcpmux.seed", System.nanoTime());
    Random random = new Random(seed);
    TalkingClient one = session("pages");
    TalkingClient other = sessionBeside(one, "pages");

    Map<CompletableFuture<Json>, String> calls = new LinkedHashMap<>();
    for (int n = 0; n < 200; n++) {
      String cursor = "page " + random.nextInt(4);
      calls.put(
          (random.nextBoolean() ? one : other)
              .send("prompts/list", "{\"cursor\":\"" + cursor + "\"}"),
          cursor);
    }

    for (Map.Entry<CompletableFuture<Json>, String> call : calls.entrySet()) {
      assertThat(call.getKey().get().at("result", "prompts", 0, "name").value())
          .as("seed %s", seed)
          .isEqualTo(call.getValue());
    }
    assertThat(one.strays()).isEmpty();
    assertThat(other.strays()).isEmpty();
  }

  @Test
  void a_server_that_is_killed_fails_what_was_in_flight_and_comes_back_as_it_was()
      throws Exception {
    TalkingClient one = session("killed");
    TalkingClient other = sessionBeside(one, "killed");
    one.request("logging/setLevel", "{\"level\":\"warning\"}");
    other.request("logging/setLevel", "{\"level\":\"notice\"}");
    subscribe(one, "x:/common", "x:/one");
    subscribe(other, "x:/common");
    long pid = pid(one);
    List<CompletableFuture<Json>> inFlight =
        List.of(
            one.sendCall("never", "{}"),
            one.sendCall("never", "{}"),
            other.sendCall("never", "{}"));
    // The answer to a later call says that the server has got them.
    barrier(one, other);
    List<TalkingClient> both = List.of(one, other);
    both.forEach(client -> client.takeNotifications("notifications/tools/list_changed"));

    ProcessHandle.of(pid).orElseThrow().destroyForcibly();

    for (CompletableFuture<Json> call : inFlight) {
      Json error = call.get(5, SECONDS).at("error");
      assertThat(error.at("code").value()).isEqualTo(-32603L);
      assertThat(error.at("data", "mcpmux").string()).isNotBlank();
    }
    assertThat(pid(one)).isNotEqualTo(pid).isEqualTo(pid(other));
    assertThat(told(one))
        .containsExactlyInAnyOrder(
            "logging/setLevel notice",
            "resources/subscribe x:/common",
            "resources/subscribe x:/one");
    for (TalkingClient client : both) {
      waitFor(() -> !client.takeNotifications("notifications/tools/list_changed").isEmpty());
      assertThat(client.strays()).isEmpty();
    }
    other.call("touch", "{\"uris\":[\"x:/one\",\"x:/common\"]}");
    barrier(one, other);
    assertThat(uris(one)).containsExactly("x:/one", "x:/common");
    assertThat(uris(other)).containsExactly("x:/common");
  }

  private TalkingClient session(String server) throws Exception {
    return keep(sandbox.talk(Sandbox.stateful(server)).initialized("2025-11-25", "{}"));
  }

  private TalkingClient sessionBeside(TalkingClient other, String server) throws Exception {
    TalkingClient session = session(server);
    assertThat(pid(session)).as("one process for both").isEqualTo(pid(other));
    return session;
  }

  private TalkingClient keep(TalkingClient session) {
    sessions.add(session);
    return session;
  }

  private static long pid(TalkingClient client) throws Exception {
    return client.call("told", "{}").at("result", "pid").number();
  }

  /** The steps that changed the state of the session's server since its handshake. */
  private static List<String> told(TalkingClient client) throws Exception {
    List<Json> told = client.call("told", "{}").at("result", "told").list();
    return told.subList(2, told.size()).stream()
        .map(
            step ->
                step.at(0).string()
                    + " "
                    + (step.at(1, "level").value() != null
                        ? step.at(1, "level").string()
                        : step.at(1, "uri").string()))
        .toList();
  }

  private static void subscribe(TalkingClient client, String... uris) throws Exception {
    for (String uri : uris) {
      assertThat(client.request("resources/subscribe", "{\"uri\":\"" + uri + "\"}").toString())
          .contains("\"result\"");
    }
  }

  private static void unsubscribe(TalkingClient client, String uri) throws Exception {
    client.request("resources/unsubscribe", "{\"uri\":\"" + uri + "\"}");
  }

  /** Whatever the server has sent before is there when it has answered both. */
  private static void barrier(TalkingClient one, TalkingClient other) throws Exception {
    one.request("tools/list", "{}");
    other.request("tools/list", "{}");
  }

  private static List<String> data(TalkingClient client) {
    return client.takeNotifications(LOG).stream().map(log -> log.at("data").string()).toList();
  }

  private static List<String> uris(TalkingClient client) {
    return client.takeNotifications(UPDATED).stream()
        .map(update -> update.at("uri").string())
        .toList();
  }

  private static void waitFor(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + SECONDS.toNanos(10);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited ten seconds").isLessThan(end);
      Thread.sleep(5);
    }
  }
}
