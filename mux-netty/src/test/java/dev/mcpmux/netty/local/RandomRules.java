package dev.mcpmux.netty.local;

import dev.mcpmux.core.api.server.ServerMount;
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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The configs of a {@link LocalRandomTest}, one after the other, and who may see what with them.
 * What was sent under one may be seen by the rules of any that came since.
 */
final class RandomRules {
  static final Map<String, Scope> SCOPES =
      Map.of(
          "all", Scope.GLOBAL,
          "project", Scope.PROJECT,
          "own", Scope.SESSION,
          "extra", Scope.GLOBAL);

  static final List<String> SERVERS = List.of("all", "project", "own", "extra");
  static final List<String> TOOLS = List.of("work", "lazy", "look", "secret");
  private static final Pattern NAME = Pattern.compile("\\b([a-z]+)__(work|lazy|look|secret)\\b");

  /**
   * How a session sees servers.
   *
   * @param named whether it is a session with the one server that it names
   */
  record Sight(List<String> only, boolean named, boolean few, boolean finds) {
    SessionOptions options() {
      String[] names = only.toArray(String[]::new);
      return named
          ? SessionOptions.server(names[0])
          : few
              ? SessionOptions.profile("few")
              : finds ? SessionOptions.findTools(names) : SessionOptions.allServers(names);
    }

    /** What the session calls a tool of a server. */
    String name(String server, String tool) {
      return named ? tool : server + "__" + tool;
    }
  }

  static final List<Sight> SIGHTS =
      List.of(
          new Sight(List.of("all"), true, false, false),
          new Sight(List.of("project"), true, false, false),
          new Sight(List.of("own"), true, false, false),
          new Sight(List.of("extra"), true, false, false),
          new Sight(List.of(), false, false, false),
          new Sight(List.of("all", "own"), false, false, false),
          new Sight(List.of(), false, false, true),
          new Sight(List.of("project", "own"), false, false, true),
          new Sight(List.of(), false, true, false));

  private static final List<ToolFilter> FILTERS =
      List.of(
          denies("secret"),
          denies("secret"),
          denies("SECRET", "la*"),
          allows("work", "look"),
          ToolFilter.none());

  private final Function<String, ServerMount> mounts;
  private final Map<Integer, MuxConfig> configs = new ConcurrentHashMap<>();
  private volatile int begun;
  private volatile int done;
  private volatile int settled;

  /**
   * @param mounts the same for the same name
   */
  RandomRules(Function<String, ServerMount> mounts) {
    this.mounts = mounts;
  }

  private static ToolFilter denies(String... tools) {
    return new ToolFilter(List.of(), List.of(tools));
  }

  private static ToolFilter allows(String... tools) {
    return new ToolFilter(List.of(tools), List.of());
  }

  /** Another config, which may come into force from now on. */
  MuxConfig next(Random random) {
    Map<String, ServerConfig> servers = new LinkedHashMap<>();
    Set<String> disabled = new HashSet<>();
    Map<String, ToolFilter> few = new LinkedHashMap<>();
    for (String name : SERVERS) {
      if (!name.equals("extra") || random.nextBoolean()) {
        servers.put(name, server(name, any(random, FILTERS)));
        if (random.nextInt(8) == 0) {
          disabled.add(name);
        }
        if (random.nextInt(3) != 0) {
          few.put(name, any(random, FILTERS));
        }
      }
    }
    MuxConfig config =
        new MuxConfig(
            servers,
            Limits.defaults(),
            MuxConfig.Rules.none(),
            disabled,
            new Aggregate("__", false, Set.of(), Map.of("few", new Profile(few))));
    configs.put(begun + 1, config);
    begun++;
    return config;
  }

  /** It is in force: what is sent from now on goes by it. */
  void isDone() {
    done = begun;
  }

  /** Whatever was told under an earlier one has been heard. */
  void isSettled() {
    settled = done;
  }

  private ServerConfig server(String name, ToolFilter tools) {
    Scope scope = SCOPES.get(name);
    SharingPolicy sharing =
        SharingPolicy.defaults().withShare(scope).withClientIdentity(scope == Scope.SESSION);
    LaunchTemplate launch = new LaunchTemplate.InProcess(mounts.apply(name));
    return new ServerConfig(name, launch, sharing, LifePolicy.defaults(), tools);
  }

  static <T> T any(Random random, List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  /** The config that is certainly in force. */
  int now() {
    return done;
  }

  /** Whether a tool was anything for such sessions at some time since then. */
  boolean mayCall(Sight sight, String server, String tool, int since) {
    for (int i = since; i <= begun; i++) {
      MuxConfig config = configs.get(i);
      if (sees(config, sight, server)
          && config.servers().get(server).tools().admits(tool)
          && config.aggregate().tools(sight.few ? "few" : "", server).admits(tool)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a server that is heard now was there for such sessions when it told something. */
  boolean mayHear(Sight sight, String server) {
    for (int i = settled; i <= begun; i++) {
      if (sees(configs.get(i), sight, server)) {
        return true;
      }
    }
    return false;
  }

  private static boolean sees(MuxConfig config, Sight sight, String server) {
    return (sight.only.isEmpty() || sight.only.contains(server))
        && config.servers().containsKey(server)
        && !config.disabled().contains(server)
        && config.aggregate().tools(sight.few ? "few" : "", server) != null;
  }

  /**
   * As {@link #mayCall}, of what a session with one server is shown: when that is disabled, its
   * last list is still to come, and its filter holds.
   */
  boolean mayList(String server, String tool, int since) {
    for (int i = since; i <= begun; i++) {
      ServerConfig of = configs.get(i).servers().get(server);
      if (of != null && of.tools().admits(tool)) {
        return true;
      }
    }
    return false;
  }

  /** A name in this text that such a session may not have seen since then; empty for none. */
  String forbidden(Sight sight, String text, int since) {
    for (Matcher name = NAME.matcher(text); name.find(); ) {
      if (!mayCall(sight, name.group(1), name.group(2), since)) {
        return name.group();
      }
    }
    return "";
  }
}
