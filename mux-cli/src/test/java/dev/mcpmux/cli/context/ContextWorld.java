package dev.mcpmux.cli.context;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.config.ContextSettings;
import dev.mcpmux.core.api.Json;
import dev.mcpmux.core.api.McpException;
import dev.mcpmux.core.api.server.McpServer;
import dev.mcpmux.core.api.server.ToolResult;
import dev.mcpmux.core.api.server.Watcher;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sessions of several projects at two daemons that come, go, go on at the other one, and use all
 * that the server has. It knows what each may see, said another way than the statements do.
 */
final class ContextWorld {

  private static final String[] ROOTS = {"/p", "/p/q", "/r", null};
  private static final int MAX_PLAYERS = 10;
  private static final int MAX_NOTES = 150;

  /** What is written of a note or session says whose it is. */
  private static final Pattern MARK = Pattern.compile("owner-(\\w+)-end");

  private static final Pattern ADDRESS = Pattern.compile("context://(project|global)/(\\d+)");
  private static final Pattern TOLD = Pattern.compile("note (\\d+) \\(version (\\d+),");

  private final NoteStoreTest.Hand clock = new NoteStoreTest.Hand();
  private final List<ContextServer> daemons = new ArrayList<>();
  private final Random random;
  private final long seed;
  private final List<Player> players = new ArrayList<>();
  private final Map<Long, Known> notes = new TreeMap<>();

  /** The projects that a note was ever one of: a list may be half a second old. */
  private final Map<Long, Set<Integer>> homes = new HashMap<>();

  /** Handovers, each by its number and version, that a client has read. */
  private final Set<String> told = new HashSet<>();

  private final Map<String, Integer> counts = new TreeMap<>();
  private int sessions;
  private int step;

  /** A note. */
  private record Known(
      long version, String scope, int player, int root, boolean handover, Instant expires) {}

  ContextWorld(Path directory, long seed, int megabytes) {
    this.seed = seed;
    random = new Random(seed);
    for (int i = 0; i < 2; i++) {
      daemons.add(
          new ContextServer(
              directory, new ContextSettings(true, true, true, 90, megabytes), clock));
    }
  }

  /** How often each thing has happened. */
  Map<String, Integer> counts() {
    return counts;
  }

  private void count(String what) {
    counts.merge(what, 1, Integer::sum);
  }

  private String where() {
    return "seed " + seed + ", step " + step;
  }

  /** A session; what it may read is marked as its own, its project's or everybody's. */
  private final class Player implements Watcher {
    private final int identity = ++sessions;
    private final int root = random.nextInt(ROOTS.length);
    private final boolean resumes = random.nextInt(4) == 0;
    private ContextServer daemon = daemons.get(random.nextInt(2));
    private CompletableFuture<Boolean> heard;
    private Set<String> offered = Set.of();
    private boolean used;
    private McpServer own;

    Player() {
      open(identity, random.nextInt(4) > 0);
    }

    private void open(int number, boolean waits) {
      heard = new CompletableFuture<>();
      own =
          on(
              daemon,
              () ->
                  daemon
                      .mount()
                      .factory()
                      .open(
                          new ContextServerTest.Session(
                              number,
                              ROOTS[root],
                              "c" + identity % 3,
                              waits,
                              heard,
                              Optional.of("client-" + identity),
                              resumes ? ProcessHandle.current().pid() : 0,
                              number != identity)));
      own.watch(this);
      String instructions = own.instructions();
      receive("instructions", instructions);
      offered = new HashSet<>();
      Matcher note = TOLD.matcher(instructions);
      while (note.find()) {
        offered.add(note.group(1) + "/" + note.group(2));
      }
      assertThat(waits || offered.isEmpty()).as(where()).isTrue();
    }

    /** It becomes certain whether the client has read what it was offered. */
    private void hear(boolean it) {
      if (!heard.isDone()) {
        on(daemon, () -> heard.complete(it));
        if (!it) {
          count("late");
          offered = Set.of();
        }
      }
    }

    @Override
    public void onChanged(Kind kind) {
      count("changed");
    }

    @Override
    public void onUpdated(String uri) {
      count("updated");
      address(uri);
    }

    @Override
    public void onClosed() {
      throw new AssertionError(where() + ": a connection was closed");
    }

    void leave() {
      if (used && !offered.isEmpty() && heard.getNow(false)) {
        for (String each : offered) {
          assertThat(told.add(each)).as("%s: %s is told once", where(), each).isTrue();
          count("handovers");
        }
      }
      close(own, daemon);
      notes.values().removeIf(note -> note.scope().equals("session") && note.player() == identity);
    }

    private void close(McpServer server, ContextServer at) {
      on(
          at,
          () -> {
            server.forget(this).run();
            return null;
          });
    }

    /** It goes on at the other daemon; the old one notices before or after that. */
    void resume() {
      McpServer before = own;
      ContextServer old = daemon;
      boolean first = random.nextBoolean();
      if (first) {
        close(before, old);
      }
      daemon = daemons.get(1 - daemons.indexOf(daemon));
      open(++sessions, false);
      if (!first) {
        close(before, old);
      }
      count("resumed");
      notes.forEach(
          (id, note) -> {
            if (note.scope().equals("session") && note.player() == identity) {
              read(id);
            }
          });
    }

    /** It waits for what it was offered, and may not outlive the time that others wait. */
    boolean isPending() {
      return !offered.isEmpty();
    }

    private boolean sees(Known note) {
      boolean mine =
          switch (note.scope()) {
            case "session" -> note.player() == identity;
            case "project" -> note.root() == root && ROOTS[root] != null;
            default -> true;
          };
      return mine && (note.expires() == null || note.expires().isAfter(clock.instant()));
    }

    private void receive(String how, String text) {
      Matcher mark = MARK.matcher(text);
      while (mark.find()) {
        count("seen");
        assertThat(mark.group(1))
            .as("%s: %s of session %d", where(), how, identity)
            .isIn("s" + identity, "p" + root, "g");
      }
      address(text);
    }

    /** A project's note is called by none but its sessions. */
    private void address(String text) {
      Matcher address = ADDRESS.matcher(text);
      while (address.find()) {
        if (address.group(1).equals("project")) {
          assertThat(homes.get(Long.parseLong(address.group(2))))
              .as("%s: %s to session %d", where(), address.group(), identity)
              .contains(root);
        }
      }
    }

    private ToolResult call(String tool, Json.ObjectBuilder arguments) {
      used = true;
      ToolResult result =
          on(
              daemon,
              () ->
                  own.toolHandler(tool)
                      .orElseThrow()
                      .answer(arguments.build(), null)
                      .toCompletableFuture()
                      .join());
      receive(tool, result.text() + result.structuredContent());
      return result;
    }

    void act() {
      if (random.nextInt(3) == 0) {
        hear(random.nextInt(4) > 0);
      }
      long id = anyId();
      switch (random.nextInt(12)) {
        case 0, 1 -> save();
        case 2, 3 -> change(id);
        case 4 -> delete(id);
        case 5 -> search();
        case 6 -> list();
        case 7, 8 -> read(id);
        case 9 -> sessions();
        case 10 -> resources(id);
        default -> prompt();
      }
    }

    private void read(long id) {
      Known note = notes.get(id);
      ToolResult result = call("context_read", Json.object().put("id", id));
      boolean may = note != null && sees(note);
      assertThat(!result.isError()).as("%s: %d %s %s", where(), id, note, result).isEqualTo(may);
      if (may) {
        assertThat(result.structuredContent().get("version").number())
            .as(where())
            .isEqualTo(note.version());
      }
    }

    private void search() {
      Json.ObjectBuilder query = Json.object().put("query", "owner end words");
      found(call("context_search", query.put("limit", 10)), 0);
    }

    private void list() {
      int limit = random.nextInt(4) == 0 ? 100 : 5;
      found(call("context_list", Json.object().put("limit", limit)), limit);
    }

    /**
     * @param all how many are to be there, if there are so many
     */
    private void found(ToolResult result, int all) {
      Set<Long> ids = new HashSet<>();
      for (Json note : result.structuredContent().get("notes").elements()) {
        ids.add(note.get("id").number());
      }
      Set<Long> seen = new HashSet<>();
      notes.forEach(
          (id, note) -> {
            if (sees(note)) {
              seen.add(id);
            }
          });
      assertThat(seen).as(where()).containsAll(ids);
      assertThat(ids).as(where()).hasSizeGreaterThanOrEqualTo(Math.min(all, seen.size()));
    }

    private void sessions() {
      if (ROOTS[root] != null) {
        String text =
            call("context_sessions", Json.object().put("title", "owner-p" + root + "-end")).text();
        long here =
            players.stream().filter(each -> each.root == root && each.daemon == daemon).count();
        assertThat(text.lines().count()).as(where()).isEqualTo(here);
      } else {
        assertThat(own.toolHandler("context_sessions")).isEmpty();
      }
    }

    private void resources(long id) {
      for (Json each : on(daemon, () -> own.list(Kind.RESOURCES))) {
        receive("resources", each.toString());
      }
      for (String scope : new String[] {"project", "session", "global"}) {
        String uri = "context://" + scope + "/" + id;
        Known note = notes.get(id);
        boolean may = note != null && sees(note) && note.scope().equals(scope);
        assertThat(resource(uri))
            .as("%s: %s %s", where(), uri, note)
            .isEqualTo(may && !scope.equals("session"));
      }
      resource("context://project");
      resource("context://global");
    }

    private boolean resource(String uri) {
      used = true;
      var handler = own.resourceHandler(uri);
      if (handler.isEmpty()) {
        return false;
      }
      try {
        receive(
            uri,
            on(daemon, () -> handler.get().answer(uri, null).toCompletableFuture().join().text()));
        return true;
      } catch (CompletionException e) {
        assertThat(e).as(where()).hasRootCauseInstanceOf(McpException.class);
        return false;
      }
    }

    private void prompt() {
      used = true;
      receive(
          "prompt",
          on(
              daemon,
              () ->
                  own.promptHandler("handover")
                      .orElseThrow()
                      .answer(Json.EMPTY_OBJECT, null)
                      .toCompletableFuture()
                      .join()
                      .messages()
                      .toString()));
    }

    private void save() {
      if (notes.size() > MAX_NOTES) {
        deleteSome(3);
        return;
      }
      Known note = draw(1, null);
      long id = homes.size() + 1L;
      homes.put(id, new HashSet<>(note.scope().equals("project") ? Set.of(root) : Set.of()));
      ToolResult saved = call("context_save", written(note));
      if (saved.isError()) {
        homes.remove(id);
        full(saved);
      } else {
        assertThat(saved.structuredContent().get("id").number()).as(where()).isEqualTo(id);
        notes.put(id, note);
        count("saved");
      }
    }

    private void change(long id) {
      Known old = notes.get(id);
      boolean may = old != null && sees(old);
      boolean newest = old != null && random.nextInt(4) > 0;
      long version = newest ? old.version() : 99_999;
      Known note = draw(version + 1, old);
      if (may && note.scope().equals("project")) {
        homes.get(id).add(note.root()); // before anybody is told
      }
      ToolResult changed =
          call("context_save", written(note).put("id", id).put("version", version));
      if (changed.text().contains("(limit: ")) {
        full(changed);
        return;
      }
      assertThat(!changed.isError()).as("%s: %s", where(), changed).isEqualTo(may && newest);
      if (may && newest) {
        notes.put(id, note);
        count("changed by " + (old.player() == identity ? "its author" : "another"));
      } else if (may) {
        assertThat(changed.text()).as(where()).contains("version " + old.version());
        count("conflicts");
      }
    }

    private void delete(long id) {
      Known note = notes.get(id);
      boolean may = note != null && sees(note);
      assertThat(!call("context_delete", Json.object().put("id", id)).isError())
          .as("%s: %d %s", where(), id, note)
          .isEqualTo(may);
      if (may) {
        notes.remove(id);
        count("deleted");
      }
    }

    /** There is no room: some go. */
    private void full(ToolResult refused) {
      assertThat(refused.text()).as(where()).contains("delete notes with context_delete");
      count("full");
      deleteSome(20);
    }

    private void deleteSome(int number) {
      notes.entrySet().stream()
          .filter(each -> sees(each.getValue()))
          .map(Map.Entry::getKey)
          .limit(number)
          .toList()
          .forEach(this::delete);
    }

    /** What a note becomes. One that stays in its scope stays where it was, whoever changes it. */
    private Known draw(long version, Known old) {
      String scope =
          switch (random.nextInt(3)) {
            case 0 -> "session";
            case 1 -> ROOTS[root] == null ? "global" : "project";
            default -> "global";
          };
      boolean stays = old != null && old.scope().equals(scope);
      Instant expires =
          random.nextInt(4) == 0 ? clock.instant().plusSeconds(1 + random.nextInt(2_000)) : null;
      return new Known(
          version,
          scope,
          stays ? old.player() : identity,
          stays ? old.root() : root,
          scope.equals("project") && random.nextBoolean(),
          expires);
    }

    private Json.ObjectBuilder written(Known note) {
      String whose =
          switch (note.scope()) {
            case "session" -> "s" + note.player();
            case "project" -> "p" + note.root();
            default -> "g";
          };
      String mark = "owner-" + whose + "-end";
      String more = random.nextInt(40) == 0 ? " more".repeat(12_000) : "";
      Json.ObjectBuilder arguments =
          Json.object()
              .put("title", mark)
              .put("text", "words " + mark + more)
              .put("tags", Json.array().add(Json.of(mark)).build())
              .put("scope", note.scope())
              .put("kind", note.handover() ? "handover" : "note");
      String expires =
          note.expires() == null
              ? "never"
              : Duration.between(clock.instant(), note.expires()).toSeconds() + "s";
      return arguments.put("expires", expires);
    }
  }

  /** Most often one that is there. */
  private long anyId() {
    if (notes.isEmpty() || random.nextInt(6) == 0) {
      return 1 + random.nextInt(homes.size() + 2);
    }
    return new ArrayList<>(notes.keySet()).get(random.nextInt(notes.size()));
  }

  private static <T> T on(ContextServer daemon, Callable<T> work) {
    return CompletableFuture.supplyAsync(
            () -> {
              try {
                return work.call();
              } catch (Exception e) {
                throw new CompletionException(e);
              }
            },
            daemon.mount().executor().orElseThrow())
        .orTimeout(60, TimeUnit.SECONDS)
        .join();
  }

  /** Something happens. */
  void step() {
    step++;
    if (players.size() < 3 || random.nextInt(40) == 0) {
      players.add(new Player());
    } else if (players.size() > MAX_PLAYERS) {
      players.remove(random.nextInt(players.size())).leave();
    } else if (random.nextInt(100) == 0) {
      tick(Duration.ofSeconds(random.nextInt(600)));
    } else {
      Player player = players.get(random.nextInt(players.size()));
      if (player.resumes && !player.isPending() && random.nextInt(30) == 0) {
        player.resume();
      } else {
        player.act();
      }
    }
  }

  /** Time passes: none of it while something is offered to a session, which takes seconds. */
  private void tick(Duration time) {
    List<Player> pending = players.stream().filter(Player::isPending).toList();
    players.removeAll(pending);
    pending.forEach(Player::leave);
    clock.move(time);
    notes
        .values()
        .removeIf(note -> note.expires() != null && !note.expires().isAfter(clock.instant()));
    if (random.nextInt(4) == 0) {
      ContextServer daemon = daemons.get(random.nextInt(2));
      on(
          daemon,
          () -> {
            daemon.prune();
            return null;
          });
    }
    count("ticks");
  }

  /** All leave; each handover that is still there was told, or is told to those who come now. */
  void end() {
    players.forEach(Player::leave);
    players.clear();
    int before = -1;
    while (told.size() > before) {
      before = told.size();
      for (int i = 0; i < 40; i++) {
        Player last = new Player();
        last.hear(true);
        last.prompt();
        players.add(last);
        last.leave();
        players.remove(last);
      }
    }
    notes.forEach(
        (id, note) -> {
          if (note.handover()) {
            assertThat(told).as("seed " + seed).contains(id + "/" + note.version());
          }
        });
  }
}
