package dev.mcpmux.cli.context;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.config.ContextSettings;
import dev.mcpmux.core.api.Json;
import dev.mcpmux.core.api.McpException;
import dev.mcpmux.core.api.server.Tool;
import dev.mcpmux.core.api.server.ToolResult;
import dev.mcpmux.core.api.session.McpSession;
import dev.mcpmux.core.api.session.SessionListener;
import dev.mcpmux.core.api.session.SessionOptions;
import dev.mcpmux.core.config.Aggregate;
import dev.mcpmux.core.config.LaunchTemplate;
import dev.mcpmux.core.config.LifePolicy;
import dev.mcpmux.core.config.Limits;
import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.config.Profile;
import dev.mcpmux.core.config.Scope;
import dev.mcpmux.core.config.ServerConfig;
import dev.mcpmux.core.config.SharingPolicy;
import dev.mcpmux.core.config.ToolFilter;
import dev.mcpmux.netty.MuxServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The server of notes behind all of mcpmux, with sessions in every view, while filters and profiles
 * change. It knows which notes and tools each session may have, said another way than the config
 * does.
 */
final class ContextViews {

  private static final Pattern MARK = Pattern.compile("owner-(\\w+)-end");
  private static final Pattern ADDRESS = Pattern.compile("context://(project|global)/(\\d+)");
  private static final String FEW = "few";
  private static final int MAX_SESSIONS = 8;
  private static final int MAX_NOTES = 60;

  private static final Set<String> TOOLS =
      Set.of(
          "context_save",
          "context_search",
          "context_read",
          "context_list",
          "context_delete",
          "context_sessions");
  private static final Set<String> READ_ONLY =
      Set.of("context_search", "context_read", "context_list");

  /** A filter, and what it leaves. */
  private record Rule(ToolFilter filter, Set<String> leaves) {
    private static Rule of(List<String> allow, List<String> deny, String... without) {
      Set<String> rest = new HashSet<>(TOOLS);
      rest.removeAll(Set.of(without));
      return new Rule(new ToolFilter(allow, deny), rest);
    }
  }

  private static final List<Rule> RULES =
      List.of(
          Rule.of(List.of(), List.of()),
          Rule.of(List.of(), List.of()),
          Rule.of(List.of(), List.of("context_save"), "context_save"),
          Rule.of(List.of(), List.of("CONTEXT_DELETE"), "context_delete"),
          Rule.of(
              List.of(),
              List.of("context_s*"),
              "context_save",
              "context_search",
              "context_sessions"),
          Rule.of(
              List.of("context_list", "context_read"),
              List.of(),
              "context_save",
              "context_search",
              "context_sessions",
              "context_delete"),
          Rule.of(List.of(), List.of("*"), TOOLS.toArray(String[]::new)));

  private enum View {
    NAMED,
    ALL,
    FIND,
    PROFILE;

    private SessionOptions options() {
      return switch (this) {
        case NAMED -> SessionOptions.server("context");
        case ALL -> SessionOptions.allServers();
        case FIND -> SessionOptions.findTools();
        case PROFILE -> SessionOptions.profile(FEW);
      };
    }
  }

  private final ContextServer notesServer;
  private final MuxServer mux;
  private final List<Path> roots = new ArrayList<>();
  private final Random random;
  private final long seed;
  private final List<Player> players = new ArrayList<>();
  private final Map<Long, Known> notes = new TreeMap<>();

  /** The projects that a note was ever one of: it may be told of a little later. */
  private final Map<Long, Set<Integer>> homes = new TreeMap<>();

  private final Map<String, Integer> counts = new TreeMap<>();
  private Rule all = RULES.get(0);

  /** Null where the profile does not have the server. */
  private Rule few = RULES.get(0);

  private int sessions;
  private int step;

  private record Known(long version, String scope, int player, int root) {}

  ContextViews(Path directory, long seed) throws Exception {
    this.seed = seed;
    random = new Random(seed);
    for (String name : new String[] {"p", "p/q", "r"}) {
      roots.add(Files.createDirectories(directory.resolve(name)));
    }
    notesServer =
        new ContextServer(
            directory.resolve("state"), new ContextSettings(true, true, true, 90, 50));
    mux = MuxServer.builder().config(config()).build();
    mux.start();
  }

  private MuxConfig config() {
    SharingPolicy sharing =
        SharingPolicy.defaults().withShare(Scope.SESSION).withClientIdentity(true);
    ServerConfig server =
        new ServerConfig(
            ContextSettings.NAME,
            new LaunchTemplate.InProcess(notesServer.mount()),
            sharing,
            LifePolicy.defaults(),
            all.filter());
    Map<String, ToolFilter> chosen =
        few == null ? Map.of() : Map.of(ContextSettings.NAME, few.filter());
    return new MuxConfig(
        Map.of(ContextSettings.NAME, server),
        Limits.defaults(),
        MuxConfig.Rules.none(),
        Set.of(),
        new Aggregate("__", false, Set.of(), Map.of(FEW, new Profile(chosen))));
  }

  Map<String, Integer> counts() {
    return counts;
  }

  private void count(String what) {
    counts.merge(what, 1, Integer::sum);
  }

  private String where() {
    return "seed " + seed + ", step " + step;
  }

  private <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(60, TimeUnit.SECONDS);
  }

  /** What a session was refused, or has got; null for what it was refused. */
  private ToolResult result(CompletableFuture<ToolResult> call) throws Exception {
    try {
      return get(call);
    } catch (ExecutionException e) {
      assertThat(e).as(where()).hasCauseInstanceOf(McpException.class);
      return null;
    }
  }

  /** A session in one of the views. */
  private final class Player implements SessionListener {
    private final int identity = ++sessions;
    private final int root = random.nextInt(roots.size());
    private final View view = View.values()[random.nextInt(View.values().length)];
    private final Queue<String> told = new ConcurrentLinkedQueue<>();
    private final McpSession session;

    Player() throws Exception {
      session =
          get(
              mux.openSession(
                  view.options()
                      .in(roots.get(root))
                      .environment(Map.of())
                      .client("c" + identity, "1")
                      .listener(this)));
      receive("greeting", session.greeting().toString());
      if (has()) {
        get(session.subscribe("context://project"));
        get(session.subscribe("context://global"));
      }
    }

    @Override
    public void onNotification(String method, Json params) {
      told.add(params.toString());
    }

    private boolean has() {
      return view != View.PROFILE || few != null;
    }

    private Set<String> tools() {
      Set<String> may = new TreeSet<>();
      if (has()) {
        may.addAll(all.leaves());
        if (view == View.PROFILE) {
          may.retainAll(few.leaves());
        }
      }
      return may;
    }

    private boolean sees(Known note) {
      return switch (note.scope()) {
        case "session" -> note.player() == identity;
        case "project" -> note.root() == root;
        default -> true;
      };
    }

    private void receive(String how, String text) {
      Matcher mark = MARK.matcher(text);
      while (mark.find()) {
        count("seen");
        assertThat(mark.group(1))
            .as("%s: %s of session %d, %s", where(), how, identity, view)
            .isIn("s" + identity, "p" + root, "g");
      }
      Matcher address = ADDRESS.matcher(text);
      while (address.find()) {
        if (address.group(1).equals("project")) {
          assertThat(homes.get(Long.parseLong(address.group(2))))
              .as("%s: %s to session %d", where(), address.group(), identity)
              .contains(root);
        }
      }
    }

    /**
     * Calls a tool in the way of its view.
     *
     * @return null where it was refused, as it must be, and only then, where it is denied
     */
    private ToolResult call(String tool, Json.ObjectBuilder given) throws Exception {
      Json arguments = given.build();
      boolean may = tools().contains(tool);
      String name = view == View.NAMED ? tool : "context__" + tool;
      ToolResult result;
      if (view == View.FIND) {
        boolean asRead = random.nextInt(4) == 0;
        may &= !asRead || READ_ONLY.contains(tool);
        result =
            result(
                session.callTool(
                    asRead ? "call_read_tool" : "call_tool",
                    Json.object().put("name", name).put("arguments", arguments).build()));
      } else {
        result = result(session.callTool(name, arguments));
      }
      boolean refused = result == null || !may && result.isError();
      assertThat(refused).as("%s: %s in %s: %s", where(), tool, view, result).isEqualTo(!may);
      if (result != null) {
        receive(tool, result.text() + result.structuredContent());
      }
      if (refused) {
        count("denied");
      }
      return refused ? null : result;
    }

    void act() throws Exception {
      for (String each = told.poll(); each != null; each = told.poll()) {
        receive("notification", each);
      }
      long id = notes.isEmpty() ? 1 : List.copyOf(notes.keySet()).get(random.nextInt(notes.size()));
      switch (random.nextInt(11)) {
        case 0, 1 -> save();
        case 2 -> change(id);
        case 3 -> delete(id);
        case 4 -> listed(call("context_list", Json.object().put("limit", 100)));
        case 5 -> call("context_search", Json.object().put("query", "owner end words"));
        case 6 -> read(id);
        case 7 -> call("context_sessions", Json.object().put("title", "owner-p" + root + "-end"));
        case 8 -> names();
        case 9 -> find();
        default -> resources(id);
      }
    }

    private void save() throws Exception {
      if (notes.size() > MAX_NOTES) {
        delete(notes.keySet().iterator().next());
        return;
      }
      Known note = draw(1, null);
      long id = homes.size() + 1L;
      homes.put(id, new HashSet<>(Set.of(note.root())));
      ToolResult saved = call("context_save", written(note));
      if (saved == null) {
        homes.remove(id);
      } else {
        assertThat(saved.structuredContent().get("id").number()).as(where()).isEqualTo(id);
        notes.put(id, note);
        count("saved");
      }
    }

    private void change(long id) throws Exception {
      Known old = notes.get(id);
      Known note = draw(old == null ? 1 : old.version() + 1, old);
      if (old != null && sees(old)) {
        homes.get(id).add(note.root());
      }
      ToolResult changed =
          call(
              "context_save",
              written(note)
                  .put("id", id)
                  .put("version", note.version() - 1 + (old == null ? 1 : 0)));
      if (changed != null) {
        assertThat(!changed.isError()).as(where()).isEqualTo(old != null && sees(old));
        if (!changed.isError()) {
          notes.put(id, note);
          count("changed");
        }
      }
    }

    private void delete(long id) throws Exception {
      Known note = notes.get(id);
      ToolResult gone = call("context_delete", Json.object().put("id", id));
      if (gone != null) {
        assertThat(!gone.isError()).as(where()).isEqualTo(note != null && sees(note));
        if (!gone.isError()) {
          notes.remove(id);
          count("deleted");
        }
      }
    }

    private void read(long id) throws Exception {
      Known note = notes.get(id);
      ToolResult read = call("context_read", Json.object().put("id", id));
      if (read != null) {
        assertThat(!read.isError()).as(where()).isEqualTo(note != null && sees(note));
      }
    }

    /** What was denied has changed nothing: these are all notes that the session may see. */
    private void listed(ToolResult list) {
      if (list == null) {
        return;
      }
      Map<Long, Long> versions = new TreeMap<>();
      for (Json note : list.structuredContent().get("notes").elements()) {
        versions.put(note.get("id").number(), note.get("version").number());
      }
      Map<Long, Long> expected = new TreeMap<>();
      notes.forEach(
          (id, note) -> {
            if (sees(note)) {
              expected.put(id, note.version());
            }
          });
      assertThat(versions).as(where()).isEqualTo(expected);
      count("listed");
    }

    private void names() throws Exception {
      Set<String> names =
          get(session.listTools()).stream().map(Tool::name).collect(Collectors.toSet());
      Set<String> expected =
          switch (view) {
            case NAMED -> tools();
            case FIND -> Set.of("find_tools", "call_tool", "call_read_tool");
            default -> prefixed(tools());
          };
      assertThat(names).as("%s: %s", where(), view).isEqualTo(expected);
    }

    private Set<String> prefixed(Set<String> names) {
      return names.stream().map(name -> "context__" + name).collect(Collectors.toSet());
    }

    private void find() throws Exception {
      if (view != View.FIND) {
        return;
      }
      ToolResult found =
          get(
              session.callTool(
                  "find_tools",
                  Json.object()
                      .put("query", "save search read list delete notes")
                      .put("limit", 20)
                      .build()));
      Set<String> names =
          found.structuredContent().get("tools").elements().stream()
              .map(tool -> tool.get("name").text())
              .collect(Collectors.toSet());
      assertThat(prefixed(tools())).as(where()).containsAll(names);
      assertThat(names.isEmpty()).as(where()).isEqualTo(tools().isEmpty());
      count("found");
    }

    private void resources(long id) throws Exception {
      if (has()) {
        get(session.listResources())
            .forEach(each -> receive("resources", each.uri() + " " + each.title()));
        receive(
            "prompt",
            get(session.getPrompt(
                    view == View.NAMED ? "handover" : "context__handover", Json.EMPTY_OBJECT))
                .messages()
                .toString());
      }
      Known note = notes.get(id);
      for (String scope : new String[] {"project", "session", "global"}) {
        boolean may =
            has()
                && note != null
                && sees(note)
                && note.scope().equals(scope)
                && !scope.equals("session");
        boolean is;
        try {
          receive("resource", get(session.readResource("context://" + scope + "/" + id)).text());
          is = true;
        } catch (ExecutionException e) {
          assertThat(e).as(where()).hasCauseInstanceOf(McpException.class);
          is = false;
        }
        assertThat(is).as("%s: %s/%d %s", where(), scope, id, note).isEqualTo(may);
      }
    }

    private Known draw(long version, Known old) {
      String scope = List.of("session", "project", "global").get(random.nextInt(3));
      boolean stays = old != null && old.scope().equals(scope);
      return new Known(version, scope, stays ? old.player() : identity, stays ? old.root() : root);
    }

    private Json.ObjectBuilder written(Known note) {
      String whose =
          switch (note.scope()) {
            case "session" -> "s" + note.player();
            case "project" -> "p" + note.root();
            default -> "g";
          };
      String mark = "owner-" + whose + "-end";
      boolean handover = note.scope().equals("project") && random.nextInt(4) == 0;
      return Json.object()
          .put("title", mark)
          .put("text", "words " + mark)
          .put("scope", note.scope())
          .put("kind", handover ? "handover" : "note");
    }

    void leave() {
      session.close();
      notes.values().removeIf(note -> note.scope().equals("session") && note.player() == identity);
      count("gone");
    }
  }

  /** Something happens. */
  void step() throws Exception {
    step++;
    if (players.size() < 3 || random.nextInt(30) == 0) {
      players.add(new Player());
    } else if (players.size() > MAX_SESSIONS) {
      players.remove(random.nextInt(players.size())).leave();
    } else if (random.nextInt(60) == 0) {
      reconfigure();
    } else {
      players.get(random.nextInt(players.size())).act();
    }
  }

  private void reconfigure() throws Exception {
    all = RULES.get(random.nextInt(RULES.size()));
    few = random.nextInt(4) == 0 ? null : RULES.get(random.nextInt(RULES.size()));
    get(mux.reconfigure(config()).toCompletableFuture());
    count("configs");
  }

  /** To be called once, last. */
  void end() throws Exception {
    get(mux.stop().toCompletableFuture());
  }
}
