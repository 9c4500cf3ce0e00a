package dev.mcpmux.cli.config;

import dev.mcpmux.cli.config.observe.ObserveSettings;
import dev.mcpmux.cli.fallback.FallbackPolicy;
import dev.mcpmux.core.config.LaunchTemplate;
import dev.mcpmux.core.config.Limits;
import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.config.WellKnownServer;
import dev.mcpmux.core.text.Printable;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.TokenStreamLocation;

/** Reads the top level of the config. */
final class Top {

  static final String LIMITS = "limits";
  static final String IDLE_TIMEOUT = "idleTimeout";
  static final String FALLBACK = "fallback";
  static final String HTTP = "http";
  static final String CONTEXT = "context";
  static final String SEPARATOR = "separator";
  static final String VIEW = "view";
  static final String FIND = "find";
  static final String PROFILES = "profiles";
  private static final String SERVERS = "mcpServers";

  /** Without these, servers would be shared that are not to be. */
  private static final String TABLE = "wellKnownServers";

  private static final String SESSION_ENV = "sessionEnv";

  /** Where other clients have their servers. */
  private static final Map<String, String> FOREIGN =
      Map.of(
          "servers", "VS Code",
          "mcp", "OpenCode",
          "context_servers", "Zed",
          "extensions", "Goose",
          "mcp_servers", "Codex",
          "amp.mcpServers", "Amp");

  private static final int MAX_NAME = 60;

  private static final Set<String> OF_ENTRIES =
      Set.of("command", "cmd", "url", "httpUrl", "serverUrl");

  private final ConfigReader in;
  private final ServersReader servers;
  private final Set<String> wrong = new LinkedHashSet<>();
  private boolean named;
  private boolean fatal;
  private Optional<String> hint = Optional.empty();
  private final Map<String, WellKnownServer> wellKnown = new LinkedHashMap<>();
  private final LimitsReader<Limits> limits = new LimitsReader<>(Limits.defaults());
  private final HttpReader http = new HttpReader();
  private final ContextSettings.Reader context = new ContextSettings.Reader();
  private final ObserveReader observe = new ObserveReader();
  private final SessionEnvReader sessionEnv = new SessionEnvReader();
  private Duration idleTimeout = DaemonSettings.DEFAULT_IDLE_TIMEOUT;
  private final AggregateReader aggregate = new AggregateReader();
  private boolean fallback = true;

  Top(ConfigReader in) {
    this.in = in;
    this.servers = new ServersReader(in, Map.of());
  }

  ConfigFile read() throws ConfigException {
    in.next();
    Map<String, ConfigReader.Member> members = members();
    in.object(key -> member(key, members));
    in.end();
    http.settings().listen().ifPresent(this::refuseOwnAddress);
    if (fatal) {
      throw new ConfigException(List.of(), List.of()); // complained of already
    }
    return new ConfigFile(
        new MuxConfig(
            servers.configs(),
            limits.limits(),
            new MuxConfig.Rules(wellKnown, sessionEnv.sessionEnv()),
            servers.disabled(),
            aggregate.aggregate()),
        new DaemonSettings(
            idleTimeout,
            wrong.contains(HTTP) ? HttpSettings.defaults() : http.settings(),
            observe.settings().where(key -> !wrong.contains(key), ObserveSettings.defaults()),
            wrong.contains(CONTEXT) ? ContextSettings.defaults() : context.settings(),
            new FallbackPolicy(fallback, servers.fallbacks())),
        new Mistakes(List.copyOf(in.warnings()), List.copyOf(in.errors()), servers.off(), wrong),
        named ? Optional.empty() : Optional.of("there is no mcpServers in it" + hint.orElse("")));
  }

  private void member(String key, Map<String, ConfigReader.Member> members) throws ConfigException {
    named |= key.equals(SERVERS);
    if (key.equals(SERVERS)) {
      fatal |= !in.isObject();
      servers.readAll();
      return;
    }
    if (!members.containsKey(key)) {
      unknown(key, members.keySet());
      return;
    }
    List<String> complaints = in.trying(() -> members.get(key).read(key));
    if (!complaints.isEmpty()) {
      in.errors().addAll(complaints);
      wrong.add(key);
      fatal |= key.equals(TABLE) || key.equals(SESSION_ENV);
    }
  }

  Map<String, ConfigReader.Member> members() {
    Map<String, ConfigReader.Member> members = new LinkedHashMap<>();
    members.put(SERVERS, key -> servers.readAll());
    members.put(
        TABLE, key -> in.object(name -> wellKnown.put(name, new WellKnownReader().read(in))));
    members.put(LIMITS, key -> limits.read(in));
    members.put(IDLE_TIMEOUT, key -> idleTimeout = in.duration());
    members.put(HTTP, key -> http.read(in));
    members.put(CONTEXT, key -> context.read(in));
    members.putAll(observe.members(in));
    members.put(SEPARATOR, key -> aggregate.readSeparator(in));
    members.put(VIEW, key -> aggregate.readView(in));
    members.put(FIND, key -> aggregate.readFind(in));
    members.put(PROFILES, key -> aggregate.readProfiles(in));
    members.put(SESSION_ENV, key -> sessionEnv.read(in));
    members.put(FALLBACK, key -> fallback = ServerReader.runsWithoutDaemon(in));
    members.put("$schema", key -> in.skip());
    return members;
  }

  /** A server that is reached where mcpmux listens is mcpmux itself. */
  private void refuseOwnAddress(String listen) {
    int port = Integer.parseInt(listen.substring(listen.lastIndexOf(':') + 1));
    servers.refuse(
        server ->
            server.launch() instanceof LaunchTemplate.Remote remote
                    && OwnCommand.isAt(remote.url(), port)
                ? Optional.of("mcpServers." + server.name() + ".url: mcpmux itself listens there")
                : Optional.empty());
  }

  private void unknown(String key, Set<String> known) {
    TokenStreamLocation where = in.memberLocation();
    String client = FOREIGN.get(key);
    if (client != null) {
      String called = client + " calls it " + key;
      hint = Optional.of("; " + called + ", and mcpmux import reads its files");
      in.warn(where, "ignored; did you mean \"mcpServers\"? " + called);
      in.skip();
    } else if (!in.isObject()) {
      in.unknown(known);
    } else if (in.names().stream().noneMatch(OF_ENTRIES::contains)) {
      in.warnUnknown(where, known);
    } else {
      hint =
          Optional.of(
              "; did you mean {\"mcpServers\": {…}} around its servers, such as \""
                  + Printable.line(key, MAX_NAME)
                  + "\"?");
      in.warn(where, "ignored" + hint.get());
    }
  }
}
