package dev.mcpmux.core.view;

import dev.mcpmux.core.config.Aggregate;
import dev.mcpmux.core.config.Limits;
import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.config.Profile;
import dev.mcpmux.core.config.Scope;
import dev.mcpmux.core.config.ServerConfig;
import dev.mcpmux.core.config.ToolFilter;
import dev.mcpmux.core.script.Servers;
import dev.mcpmux.core.words.Naming;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The configs of an {@link AllServersWorld}, and who may see what with the one in force. */
final class ViewRules {
  static final List<String> SERVERS = List.of("alpha", "beta_b", "gamma-c", "delta d");

  /** A profile of the first two servers, or of one of them, with some of their tools. */
  static final String FEW = "few";

  /** Of names that servers give their tools. */
  static final List<String> TOOLS = List.of("t0", "t1", "t2", "t3", "t9");

  private static final List<ToolFilter> FILTERS =
      List.of(
          ToolFilter.none(),
          denies("t9"),
          denies("t9"),
          denies("T9", "t3"),
          allows("t0", "t3"),
          allows("t*"),
          allows("t2"));

  private static final Pattern NAME =
      Pattern.compile(
          SERVERS.stream()
              .map(server -> Pattern.quote(key(server)))
              .collect(Collectors.joining("|", "\\b(", ")__(t\\d)\\b")));

  /**
   * A session.
   *
   * @param only the servers that it has named; empty for all
   */
  record Viewer(int number, List<String> only, boolean few, boolean finds, String project) {}

  private final Limits limits;
  private MuxConfig config;

  ViewRules(Random random, Limits limits) {
    this.limits = limits;
    next(random);
  }

  private static ToolFilter denies(String... tools) {
    return new ToolFilter(List.of(), List.of(tools));
  }

  private static ToolFilter allows(String... tools) {
    return new ToolFilter(List.of(tools), List.of());
  }

  MuxConfig config() {
    return config;
  }

  @Override
  public String toString() {
    String servers =
        config.servers().values().stream()
            .map(each -> each.name() + " " + scope(each.name()) + " " + each.tools())
            .collect(Collectors.joining(", "));
    return servers + "; " + config.aggregate() + "; disabled " + config.disabled();
  }

  /** From now on there are the first two servers and some of the others. */
  void next(Random random) {
    Map<String, ServerConfig> servers = new LinkedHashMap<>();
    Set<String> disabled = new HashSet<>();
    for (String name : SERVERS) {
      if (servers.size() < 2 || random.nextBoolean()) {
        ServerConfig before = config == null ? null : config.servers().get(name);
        boolean stays = before != null && random.nextBoolean();
        servers.put(name, stays ? before : server(name, random));
        if (random.nextInt(8) == 0) {
          disabled.add(name);
        }
      }
    }
    Set<String> pinned = random.nextBoolean() ? Set.of() : Set.of("alpha/t0", "beta_b/t9");
    Map<String, Profile> profiles = Map.of(FEW, few(servers, random));
    Aggregate aggregate = new Aggregate("__", false, pinned, profiles);
    config = new MuxConfig(servers, limits, MuxConfig.Rules.none(), disabled, aggregate);
  }

  private static ServerConfig server(String name, Random random) {
    ServerConfig plain = Servers.plain(name, name);
    Scope scope = Scope.values()[SERVERS.indexOf(name) % 3];
    return new ServerConfig(
        name,
        plain.launch(),
        plain.sharing().withShare(random.nextInt(8) == 0 ? Scope.SESSION : scope),
        plain.life(),
        any(random, FILTERS));
  }

  private static Profile few(Map<String, ServerConfig> servers, Random random) {
    Map<String, ToolFilter> tools = new LinkedHashMap<>();
    for (String server : SERVERS.subList(0, random.nextInt(4) == 0 ? 1 : 2)) {
      if (servers.containsKey(server)) {
        tools.put(server, random.nextBoolean() ? allows("t0", "t3") : any(random, FILTERS));
      }
    }
    return new Profile(tools);
  }

  static <T> T any(Random random, List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  /** What stands for a server in names; one name is no legal one. */
  static String key(String server) {
    return new Naming("__").key(server);
  }

  private static String serverOf(String key) {
    return SERVERS.stream().filter(server -> key(server).equals(key)).findFirst().orElseThrow();
  }

  /** Whether processes are asked for their lists for the next that comes, too. */
  boolean keepsLists() {
    return limits.maxCatalogListBytes() > 0;
  }

  Scope scope(String server) {
    return config.servers().get(server).sharing().share().orElseThrow();
  }

  /** Whether a session may see any of this server, now or with another config. */
  static boolean mayEverSee(Viewer viewer, String server) {
    return (viewer.only.isEmpty() || viewer.only.contains(server))
        && (!viewer.few || SERVERS.subList(0, 2).contains(server));
  }

  boolean maySee(Viewer viewer, String server) {
    return mayEverSee(viewer, server)
        && config.servers().containsKey(server)
        && !config.disabled().contains(server)
        && config.aggregate().tools(viewer.few ? FEW : "", server) != null;
  }

  /** Whether a session may see and call a tool of which the server says that it has it. */
  boolean mayCall(Viewer viewer, String server, String tool) {
    return maySee(viewer, server)
        && config.servers().get(server).tools().admits(tool)
        && config.aggregate().tools(viewer.few ? FEW : "", server).admits(tool);
  }

  /** A name in this text that the session may not see; empty for none. */
  String forbidden(Viewer viewer, String text) {
    for (Matcher name = NAME.matcher(text); name.find(); ) {
      if (!mayCall(viewer, serverOf(name.group(1)), name.group(2))) {
        return name.group();
      }
    }
    return "";
  }
}
