package dev.mcpmux.netty.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.api.Json;
import dev.mcpmux.core.api.server.LogLevel;
import dev.mcpmux.core.api.server.McpServer;
import dev.mcpmux.core.api.server.Resource;
import dev.mcpmux.core.api.server.ResourceContents;
import dev.mcpmux.core.api.server.ResourceTemplate;
import dev.mcpmux.core.api.server.ServerMount;
import dev.mcpmux.core.api.server.Tool;
import dev.mcpmux.core.api.server.ToolResult;
import dev.mcpmux.core.api.session.McpSession;
import dev.mcpmux.core.api.session.SessionListener;
import dev.mcpmux.core.api.session.SessionOptions;
import dev.mcpmux.core.config.Scope;
import dev.mcpmux.netty.MuxServer;
import dev.mcpmux.netty.NoLeaks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random worlds of sessions and servers in one process: no answer, progress, log message, question
 * or update reaches another session than the one that it is for, and every call comes to an end.
 */
@ExtendWith(NoLeaks.class)
class LocalRandomTest {
  private static final int SESSIONS = 16;

  /** A longer run: {@code -DargLine=-Dmcpmux.random.events=1000000}. */
  private static final int EVENTS = Integer.getInteger("mcpmux.random.events", 8000);

  private static final List<String> SERVERS = List.of("all", "project", "own");

  @TempDir Path directory;

  /** What went wrong, in any thread. */
  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

  private final AtomicInteger answers = new AtomicInteger();
  private final AtomicInteger questions = new AtomicInteger();
  private final AtomicInteger updates = new AtomicInteger();
  private final AtomicInteger logs = new AtomicInteger();
  private final AtomicInteger progress = new AtomicInteger();

  private static McpServer server() {
    return McpServer.named("world", "1")
        .asyncTool(
            Tool.named("work"),
            (arguments, call) -> {
              String mark = arguments.get("mark").text();
              call.progress(1, 0, mark);
              call.log(LogLevel.ERROR, "", Json.of(mark));
              if (!arguments.get("ask").bool(false)) {
                return CompletableFuture.completedFuture(ToolResult.text(mark));
              }
              return call.ask(
                      "elicitation/create",
                      Json.object()
                          .put("message", mark)
                          .put("requestedSchema", Json.parse("{\"type\":\"object\"}"))
                          .build())
                  .thenApply(
                      answer -> ToolResult.text(mark + answer.get("content").get("who").text("?")));
            })
        .tool(
            Tool.named("lazy"),
            (arguments, call) -> {
              Thread.sleep(1);
              return ToolResult.text(arguments.get("mark").text());
            })
        .resource(Resource.at("mem://all", "all"), (uri, call) -> contents(uri))
        .resources(ResourceTemplate.at("mem://{who}", "each"), (uri, call) -> contents(uri));
  }

  private static ResourceContents contents(String uri) {
    return ResourceContents.text(uri, "text/plain", uri);
  }

  /** A session, and what it may hear. */
  private final class Player implements SessionListener {
    final String mark;
    final Set<String> subscribed = ConcurrentHashMap.newKeySet();
    McpSession session;
    String prefix = "";

    Player(String mark) {
      this.mark = mark;
    }

    @Override
    public void onNotification(String method, Json params) {
      switch (method) {
        case "notifications/message" -> {
          check("log", params.get("data").text(""));
          logs.incrementAndGet();
        }
        case "notifications/resources/updated" -> {
          if (!subscribed.contains(plain(params.get("uri").text("")))) {
            wrong.add(mark + " heard of " + params);
          }
          updates.incrementAndGet();
        }
        case "notifications/tools/list_changed" -> {}
        default -> wrong.add(mark + " was told " + method + params);
      }
    }

    @Override
    public CompletionStage<Json> onRequest(String method, Json params) {
      check("question", params.get("message").text(""));
      questions.incrementAndGet();
      return CompletableFuture.completedFuture(
          Json.object()
              .put("action", "accept")
              .put("content", Json.object().put("who", mark).build())
              .build());
    }

    void check(String what, String text) {
      if (!text.startsWith(mark + "/")) {
        wrong.add(what + " at " + mark + ": " + text);
      }
    }
  }

  private static String plain(String uri) {
    return uri.substring(uri.indexOf("mem"));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 20, 300})
  void nothing_reaches_another_session(long seed) throws Exception {
    Random random = new Random(seed);
    McpServer shared = server();
    MuxServer mux =
        MuxServer.builder()
            .mount("all", ServerMount.of(shared))
            .mount("project", ServerMount.of(connection -> server()), Scope.PROJECT)
            .mount("own", ServerMount.of(connection -> server()), Scope.SESSION)
            .build();
    mux.start();
    List<CompletableFuture<?>> open = new ArrayList<>();
    List<Player> players = new ArrayList<>();
    int begun = 0;
    for (int event = 0; event < EVENTS; event++) {
      if (players.size() < SESSIONS) {
        players.add(join(mux, random, "p" + begun++));
      }
      Player player = players.get(random.nextInt(players.size()));
      int dice = random.nextInt(100);
      if (dice < 80) {
        CompletableFuture<?> call = call(player, random, event);
        open.add(call);
        if (dice < 10) {
          call.cancel(true);
        }
      } else if (dice < 90) {
        String uri = "mem://" + player.mark;
        player.subscribed.add(uri);
        if (player.prefix.isEmpty()) {
          open.add(player.session.subscribe(uri));
        }
      } else if (dice < 98) {
        players.forEach(each -> shared.updated("mem://" + each.mark));
      } else if (dice == 98) {
        shared.tool(Tool.named("extra" + event), (arguments, c) -> ToolResult.text("x"));
        shared.removeTool("extra" + event);
      } else {
        players.remove(player);
        player.session.close();
      }
      if (open.size() > 200) {
        finish(open, seed);
      }
    }
    finish(open, seed);
    mux.stop().toCompletableFuture().get(30, TimeUnit.SECONDS);

    assertThat(wrong).as("seed " + seed).isEmpty();
    assertThat(answers.get()).as("answers, seed " + seed).isGreaterThan(EVENTS / 3);
    assertThat(List.of(questions.get(), updates.get(), logs.get(), progress.get()))
        .as("questions, updates, logs, progress of seed " + seed)
        .allMatch(count -> count > 50);
  }

  private Player join(MuxServer mux, Random random, String mark) throws Exception {
    Player player = new Player(mark);
    String server = SERVERS.get(random.nextInt(SERVERS.size()));
    boolean many = random.nextInt(4) == 0;
    SessionOptions options = many ? SessionOptions.allServers() : SessionOptions.server(server);
    player.prefix = many ? server + "__" : "";
    Path project = directory.resolve("project" + random.nextInt(3));
    Files.createDirectories(project);
    player.session =
        mux.openSession(options.in(project).listener(player, "elicitation"))
            .get(30, TimeUnit.SECONDS);
    return player;
  }

  private CompletableFuture<?> call(Player player, Random random, int event) {
    String mark = player.mark + "/" + event;
    boolean asks = random.nextInt(4) == 0;
    String tool = random.nextInt(8) == 0 ? "lazy" : "work";
    Json arguments = Json.object().put("mark", mark).put("ask", asks).build();
    CompletableFuture<ToolResult> call =
        player.session.callTool(
            player.prefix + tool,
            arguments,
            (done, total, message) -> {
              progress.incrementAndGet();
              if (!message.equals(mark)) {
                wrong.add("progress at " + mark + ": " + message);
              }
            });
    String expected = mark + (asks && tool.equals("work") ? player.mark : "");
    call.thenAccept(
        result -> {
          answers.incrementAndGet();
          if (!result.text().equals(expected)) {
            wrong.add("answer at " + mark + ": " + result);
          }
        });
    return call;
  }

  /** Each has an answer, an error, or was taken back. */
  private static void finish(List<CompletableFuture<?>> open, long seed) throws Exception {
    CompletableFuture<?> all =
        CompletableFuture.allOf(open.toArray(new CompletableFuture<?>[0])).handle((r, e) -> null);
    assertThat(all).as("seed " + seed).succeedsWithin(60, TimeUnit.SECONDS);
    open.clear();
  }
}
