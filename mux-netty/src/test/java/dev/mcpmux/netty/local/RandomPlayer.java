package dev.mcpmux.netty.local;

import dev.mcpmux.core.api.Json;
import dev.mcpmux.core.api.server.Tool;
import dev.mcpmux.core.api.server.ToolResult;
import dev.mcpmux.core.api.session.McpSession;
import dev.mcpmux.core.api.session.SessionListener;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.Consumer;

/** A session of a {@link LocalRandomTest}, and what it may hear. */
final class RandomPlayer implements SessionListener {

  /** What is counted. */
  enum Heard {
    ANSWER,
    FOUND,
    LOG,
    PROGRESS,
    QUESTION,
    REFUSED,
    UPDATE,
    UPDATE_OF_ONE_OF_SEVERAL
  }

  /** Who has sent something: {@code p17.project1.4}, and before a slash in what it marks. */
  record Mark(String player, String project, RandomRules.Sight sight) {
    static Mark of(String text) {
      String player = text.replaceFirst("/.*", "");
      String[] parts = player.split("\\.");
      return new Mark(player, parts[1], RandomRules.SIGHTS.get(Integer.parseInt(parts[2])));
    }
  }

  private static final List<String> TEXTS =
      List.of("", "\u00e9 \"by\"\\", "{\"name\":\"own__secret\"}", "\u2028\ud83d\ude00\n");

  final Mark mark;
  McpSession session;
  private final RandomRules rules;
  private final Consumer<String> wrong;
  private final AtomicIntegerArray counts;

  /** What it may be told of. */
  private final Set<String> subscribed = ConcurrentHashMap.newKeySet();

  /** By server. */
  private final Map<String, String> held = new ConcurrentHashMap<>();

  /** The servers that it has asked and that have not answered. */
  private final Set<String> asking = ConcurrentHashMap.newKeySet();

  private int asked;

  RandomPlayer(Mark mark, RandomRules rules, Consumer<String> wrong, AtomicIntegerArray counts) {
    this.mark = mark;
    this.rules = rules;
    this.wrong = wrong;
    this.counts = counts;
  }

  private void count(Heard what) {
    counts.incrementAndGet(what.ordinal());
  }

  private void check(boolean holds, String what) {
    if (!holds) {
      wrong.accept(mark.player + " " + what);
    }
  }

  @Override
  public void onNotification(String method, Json params) {
    switch (method) {
      case "notifications/message" -> {
        checkOwn("log", params.get("data").text(""));
        count(Heard.LOG);
      }
      case "notifications/resources/updated" -> {
        String uri = params.get("uri").text("");
        check(subscribed.contains(uri), "heard of " + params);
        check(rules.mayHear(mark.sight, server(uri)), "heard of " + uri + " of another's");
        count(mark.sight.named() ? Heard.UPDATE : Heard.UPDATE_OF_ONE_OF_SEVERAL);
      }
      case "notifications/tools/list_changed",
          "notifications/prompts/list_changed",
          "notifications/resources/list_changed" -> {}
      default -> check(false, "was told " + method + params);
    }
  }

  @Override
  public CompletionStage<Json> onRequest(String method, Json params) {
    checkOwn("question", params.get("message").text(""));
    count(Heard.QUESTION);
    Json content = Json.object().put("who", mark.player).build();
    return CompletableFuture.completedFuture(
        Json.object().put("action", "accept").put("content", content).build());
  }

  private void checkOwn(String what, String text) {
    check(text.startsWith(mark.player + "/"), what + ": " + text);
  }

  /** What it has certainly subscribed to. */
  Collection<String> uris() {
    return held.values();
  }

  /** The server that has a URI; others accept a subscription to it, and never tell of it. */
  static String server(String uri) {
    return uri.replaceFirst(":.*", "");
  }

  /** To something of a server that it has nothing of; or it unsubscribes. */
  CompletableFuture<?> subscribe(Random random) {
    String server = some(random);
    String uri = held.get(server);
    if (uri != null && random.nextInt(4) == 0) {
      held.remove(server);
      return session.unsubscribe(uri).thenRun(() -> subscribed.remove(uri));
    } else if (uri != null || !asking.add(server)) {
      return session.ping();
    }
    String fresh = server + "://" + mark.player + "." + ++asked;
    subscribed.add(fresh);
    return session
        .subscribe(fresh)
        .thenRun(() -> held.put(server, fresh))
        .whenComplete((none, failure) -> asking.remove(server));
  }

  /** One of its servers; now and then one that it does not have. */
  private String some(Random random) {
    List<String> only = mark.sight.only();
    boolean any = only.isEmpty() || !mark.sight.named() && random.nextInt(10) == 0;
    return RandomRules.any(random, any ? RandomRules.SERVERS : only);
  }

  CompletableFuture<?> list() {
    int since = rules.now();
    return session.listTools().thenAccept(tools -> checkListed(tools, since));
  }

  private void checkListed(List<Tool> tools, int since) {
    for (Tool tool : tools) {
      String name = tool.name();
      boolean may =
          mark.sight.named()
              ? name.startsWith("extra") || rules.mayList(mark.sight.only().get(0), name, since)
              : rules.forbidden(mark.sight, name, since).isEmpty();
      check(may && !(mark.sight.finds() && name.contains("__")), "has listed " + name);
    }
  }

  CompletableFuture<?> find(Random random) {
    if (!mark.sight.finds()) {
      return list();
    }
    int since = rules.now();
    boolean reads = random.nextBoolean();
    Json wish =
        Json.object()
            .put(
                "query", "work lazy look secret of " + RandomRules.any(random, RandomRules.SERVERS))
            .put("limit", 20)
            .put("readOnly", reads)
            .build();
    return session.callTool("find_tools", wish).thenAccept(found -> found(found, reads, since));
  }

  private void found(ToolResult result, boolean reads, int since) {
    String text = result.text();
    check(rules.forbidden(mark.sight, text, since).isEmpty(), "has found " + text);
    for (Json tool : result.structuredContent().get("tools").elements()) {
      String name = tool.get("name").text();
      check(rules.forbidden(mark.sight, name, since).isEmpty(), "has found " + name);
      boolean marked = tool.get("annotations").get("readOnlyHint").bool(false);
      check(marked || !reads, "asked for what reads, and has found " + tool);
      count(Heard.FOUND);
    }
  }

  CompletableFuture<?> call(Random random, int event) {
    RandomRules.Sight sight = mark.sight;
    int since = rules.now();
    String server = some(random);
    String tool = random.nextInt(2) == 0 ? "work" : RandomRules.any(random, RandomRules.TOOLS);
    String name = sight.name(server, tool);
    String text = RandomRules.any(random, TEXTS);
    String own = mark.player + "/" + event;
    boolean asks = random.nextInt(4) == 0;
    boolean reads = sight.finds() && random.nextBoolean();
    Json.ObjectBuilder built =
        Json.object()
            .put("mark", own)
            .put("since", since)
            .put("ask", asks)
            .put("text", text)
            .put("hash", text.hashCode())
            .put("via", reads ? "read" : "call");
    Json arguments =
        sight.finds() && random.nextInt(8) == 0 ? built.put("bad", 1).build() : built.build();
    String by = !sight.finds() ? name : reads ? "call_read_tool" : "call_tool";
    Json sent =
        sight.finds()
            ? Json.object().put("name", name).put("arguments", arguments).build()
            : arguments;
    String expected = own + (asks && tool.equals("work") ? mark.player : "");
    CompletableFuture<ToolResult> call =
        session.callTool(
            by,
            sent,
            (done, total, message) -> {
              count(Heard.PROGRESS);
              check(message.equals(own), "is told of " + message + " at " + own);
            });
    call.thenAccept(result -> answered(result, name, expected, since));
    return call;
  }

  private void answered(ToolResult result, String name, String expected, int since) {
    if (result.isError() && mark.sight.finds()) {
      count(Heard.REFUSED);
      String rest = result.text().replace("There is no tool \"" + name + "\"", "");
      check(rules.forbidden(mark.sight, rest, since).isEmpty(), "is told: " + result.text());
    } else {
      count(Heard.ANSWER);
      check(result.text().equals(expected), "got " + result + ", not " + expected);
    }
  }
}
