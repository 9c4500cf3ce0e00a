package dev.mcpmux.cli.context;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.config.ContextSettings;
import dev.mcpmux.core.api.Json;
import dev.mcpmux.core.api.McpException;
import dev.mcpmux.core.api.server.McpServer;
import dev.mcpmux.core.api.server.Watcher;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sessions of several projects come and go and use all that the server has; whatever reaches one of
 * them, by whichever way, is of a note or session that it may know of.
 */
class ContextWorldTest {

  private static final int STEPS = 1_200;
  private static final String[] ROOTS = {"/p", "/p/q", "/r", null};

  /** What is written of a note or session says whose it is. */
  private static final Pattern MARK = Pattern.compile("owner-(\\w+)-end");

  private static final Pattern ADDRESS = Pattern.compile("context://(project|global)/(\\d+)");

  @TempDir private Path directory;

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);
  private final List<Player> players = new ArrayList<>();

  /** The root of each note that is one of a project. */
  private final Map<Long, Integer> homes = new HashMap<>();

  private ContextServer server;
  private Executor thread;
  private int sessions;
  private int seen;
  private int told;

  /** A session; what it may read is marked as its own, its project's or everybody's. */
  private final class Player {
    private final int number = ++sessions;
    private final int root = random.nextInt(ROOTS.length);
    private final McpServer own;

    private final Watcher watcher =
        new Watcher() {
          @Override
          public void onChanged(Kind kind) {}

          @Override
          public void onUpdated(String uri) {
            address(uri);
          }

          @Override
          public void onClosed() {}
        };

    Player() {
      own =
          on(
              () ->
                  server
                      .mount()
                      .factory()
                      .open(
                          new ContextServerTest.Session(
                              number, ROOTS[root], "c", random.nextInt(4) > 0)));
      receive("instructions", own.instructions());
      own.watch(watcher);
    }

    boolean hasProject() {
      return ROOTS[root] != null;
    }

    private void receive(String how, String text) {
      Matcher mark = MARK.matcher(text);
      while (mark.find()) {
        seen++;
        told += how.equals("instructions") ? 1 : 0;
        assertThat(mark.group(1))
            .as("seed %d: %s of session %d", seed, how, number)
            .isIn("s" + number, "p" + root, "g");
      }
      address(text);
    }

    /** A project's note is called by none but its sessions. */
    private void address(String text) {
      Matcher address = ADDRESS.matcher(text);
      while (address.find()) {
        if (address.group(1).equals("project")) {
          assertThat(homes.get(Long.parseLong(address.group(2))))
              .as("seed %d: %s to session %d", seed, address.group(), number)
              .isEqualTo(root);
        }
      }
    }

    private Json call(String tool, String arguments) {
      if (own.toolHandler(tool).isEmpty()) {
        return Json.NULL;
      }
      var result =
          on(() -> own.toolHandler(tool).orElseThrow().answer(Json.parse(arguments), null))
              .toCompletableFuture()
              .join();
      receive(tool, result.text() + result.structuredContent());
      return result.structuredContent();
    }

    void leave() {
      on(
          () -> {
            own.forget(watcher).run();
            return null;
          });
    }

    void act() {
      long id = 1 + random.nextInt(Math.max(1, homes.size() + 3));
      switch (random.nextInt(9)) {
        case 0, 1 -> save(random.nextInt(3));
        case 2 -> call("context_search", "{\"query\":\"owner end words\",\"limit\":100}");
        case 3 -> call("context_list", "{\"limit\":100}");
        case 4 -> call("context_read", "{\"id\":" + id + "}");
        case 5 -> call("context_sessions", "{\"title\":\"owner-p" + root + "-end\"}");
        case 6 -> {
          for (Json each : on(() -> own.list(Watcher.Kind.RESOURCES))) {
            receive("resources", each.toString());
            read(each.get("uri").text());
          }
        }
        case 7 -> {
          read("context://project/" + id);
          read("context://session/" + id);
          read("context://global/" + id);
        }
        default ->
            receive(
                "prompt",
                on(() ->
                        own.promptHandler("handover").orElseThrow().answer(Json.EMPTY_OBJECT, null))
                    .toCompletableFuture()
                    .join()
                    .messages()
                    .toString());
      }
    }

    private void save(int scope) {
      boolean project = scope == 1 && hasProject();
      String word = project ? "project" : scope == 2 ? "global" : "session";
      String mark = "owner-" + (project ? "p" + root : scope == 2 ? "g" : "s" + number) + "-end";
      String kind = project && random.nextBoolean() ? "handover" : "note";
      if (project) {
        homes.put(homes.size() + 1L, root); // before anybody is told
      } else {
        homes.put(homes.size() + 1L, -1);
      }
      Json saved =
          call(
              "context_save",
              "{\"title\":\""
                  + mark
                  + "\",\"text\":\"words "
                  + mark
                  + "\",\"scope\":\""
                  + word
                  + "\",\"kind\":\""
                  + kind
                  + "\"}");
      assertThat(saved.get("id").number()).as("seed " + seed).isEqualTo(homes.size());
    }

    private void read(String uri) {
      try {
        var handler = own.resourceHandler(uri);
        if (handler.isPresent()) {
          receive(
              uri, on(() -> handler.get().answer(uri, null)).toCompletableFuture().join().text());
        }
      } catch (CompletionException e) {
        assertThat(e).hasCauseInstanceOf(McpException.class);
      }
    }
  }

  private <T> T on(Callable<T> work) {
    return CompletableFuture.supplyAsync(
            () -> {
              try {
                return work.call();
              } catch (Exception e) {
                throw new CompletionException(e);
              }
            },
            thread)
        .orTimeout(20, TimeUnit.SECONDS)
        .join();
  }

  @Test
  void nothing_reaches_a_session_that_may_not_know_of_it() {
    server = new ContextServer(directory, new ContextSettings(true, true, true, 90, 50));
    thread = server.mount().executor().orElseThrow();
    players.add(new Player());
    for (int step = 0; step < STEPS; step++) {
      if (players.size() < 3 || random.nextInt(40) == 0) {
        players.add(new Player());
      } else if (players.size() > 9) {
        players.remove(random.nextInt(players.size())).leave();
      } else {
        players.get(random.nextInt(players.size())).act();
      }
    }
    assertThat(seen).isGreaterThan(1_000);
    assertThat(told).as("told in instructions, seed " + seed).isPositive();
  }
}
