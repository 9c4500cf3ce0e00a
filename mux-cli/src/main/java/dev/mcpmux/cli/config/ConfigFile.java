package dev.mcpmux.cli.config;

import dev.mcpmux.cli.fallback.FallbackPolicy;
import dev.mcpmux.core.api.server.ServerMount;
import dev.mcpmux.core.config.Aggregate;
import dev.mcpmux.core.config.LaunchTemplate;
import dev.mcpmux.core.config.Limits;
import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.config.Profile;
import dev.mcpmux.core.config.Scope;
import dev.mcpmux.core.config.ServerConfig;
import dev.mcpmux.core.config.SharingPolicy;
import dev.mcpmux.core.config.WellKnownServer;
import dev.mcpmux.core.text.Printable;
import dev.mcpmux.netty.config.TapHistory;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamReadException;

/**
 * A config file that has been read, as {@code docs/config.md} describes it: JSON with comments and
 * trailing commas. What is wrong in it costs only what it is about: a server is off, another value
 * keeps its default.
 *
 * @param config the servers and limits
 * @param missing why it has no servers, if it does not say that it has none
 */
public record ConfigFile(
    MuxConfig config, DaemonSettings settings, Mistakes mistakes, Optional<String> missing) {

  /** How the first line begins that is no comment. */
  private static final Pattern TOML =
      Pattern.compile("\\[\\[?[A-Za-z_][\\w.\"-]*\\].*|[\\w.-]+\\s*=.*");

  private static final Pattern YAML = Pattern.compile("[\\w-]+:(\\s.*)?");

  /** What is read in place of a file that does not exist. */
  static ConfigFile empty() {
    return new ConfigFile(
        MuxConfig.empty(),
        DaemonSettings.defaults(FallbackPolicy.RUN),
        Mistakes.NONE,
        Optional.empty());
  }

  /**
   * @param name the file's name, for messages
   * @throws ConfigException with everything that is wrong, when nothing can be made of the file
   */
  public static ConfigFile parse(String name, String text) throws ConfigException {
    return read(name, text, in -> new Top(in).read());
  }

  /**
   * A file of {@code servers.d}, which has servers only.
   *
   * @param taken in which file other servers are, by name
   */
  static ConfigFile parseDropIn(String name, String text, Map<String, String> taken)
      throws ConfigException {
    return read(name, text, in -> new DropIn(in, taken).read());
  }

  /** How long a daemon that started by itself stays without sessions; zero for ever. */
  public Duration idleTimeout() {
    return settings.idleTimeout();
  }

  /** Where and for whom it listens on HTTP. */
  public HttpSettings http() {
    return settings.http();
  }

  /** What other programs are told of what happens. */
  public ObserveSettings observe() {
    return settings.observe();
  }

  /** What sessions do for which no daemon can be had. */
  public FallbackPolicy fallback() {
    return settings.fallback();
  }

  /** Whether and for how long it is kept who used what. */
  public UsageSettings usage() {
    return settings.observe().usage();
  }

  /** As {@link #withContext(Supplier)}, for those who only look: nobody can use that server. */
  public MuxConfig withContext() {
    return withContext(
        () ->
            ServerMount.of(
                connection -> {
                  throw new IllegalStateException("not in this process");
                }));
  }

  /**
   * The servers of the file and, where it asks for that, the server of notes.
   *
   * @param notes makes that one, and is not asked otherwise
   */
  public MuxConfig withContext(Supplier<ServerMount> notes) {
    if (!context().enabled() || config.servers().containsKey(ContextSettings.NAME)) {
      return config;
    }
    // each session has a connection of its own, so that the server knows who asks
    SharingPolicy sharing =
        SharingPolicy.defaults().withShare(Scope.SESSION).withClientIdentity(true);
    Map<String, ServerConfig> servers = new LinkedHashMap<>(config.servers());
    servers.put(
        ContextSettings.NAME,
        new ServerConfig(ContextSettings.NAME, new LaunchTemplate.InProcess(notes.get()), sharing));
    return config.withServers(servers, config.disabled());
  }

  /** Whether and how there is the server of notes. */
  public ContextSettings context() {
    return settings.context();
  }

  /** What is kept of the messages that pass. */
  public TapHistory tap() {
    return settings.observe().tap();
  }

  /** What was left out of account, with line and column. */
  public List<String> warnings() {
    return mistakes.warnings();
  }

  /** What is wrong, with line and column. */
  public List<String> errors() {
    return mistakes.errors();
  }

  /** Those of the errors for which a server is off, as its own reason says. */
  public Set<String> off() {
    return mistakes.off();
  }

  /** What is wrong beside the servers that are off. */
  public List<String> errorsOfOthers() {
    return mistakes.ofOthers();
  }

  /** This, with the values and servers of another where its own are wrong. */
  public ConfigFile whereWrong(ConfigFile before) {
    MuxConfig old = before.config;
    Map<String, ServerConfig> servers = new LinkedHashMap<>(config.servers());
    Set<String> wrong = mistakes.wrong();
    Set<String> stillOff = new LinkedHashSet<>(mistakes.off());
    for (ServerConfig server : config.servers().values()) {
      ServerConfig last = old.servers().get(server.name());
      if (server.launch() instanceof LaunchTemplate.Unusable wrongNow
          && last != null
          && !(last.launch() instanceof LaunchTemplate.Unusable)) {
        servers.put(server.name(), last);
        stillOff.removeIf(wrongNow.why()::contains);
      }
    }
    return new ConfigFile(
        new MuxConfig(
            servers,
            wrong.contains(Top.LIMITS) ? old.limits() : config.limits(),
            config.rules(),
            config.disabled(),
            aggregate(wrong, old.aggregate())),
        new DaemonSettings(
            wrong.contains(Top.IDLE_TIMEOUT) ? before.idleTimeout() : idleTimeout(),
            wrong.contains(Top.HTTP) ? before.http() : http(),
            observe().where(key -> !wrong.contains(key), before.observe()),
            wrong.contains(Top.CONTEXT) ? before.context() : context(),
            wrong.contains(Top.FALLBACK) ? before.fallback() : fallback()),
        mistakes.withOff(stillOff),
        missing);
  }

  private Aggregate aggregate(Set<String> wrong, Aggregate old) {
    Aggregate now = config.aggregate();
    return new Aggregate(
        wrong.contains(Top.SEPARATOR) ? old.separator() : now.separator(),
        wrong.contains(Top.VIEW) ? old.find() : now.find(),
        wrong.contains(Top.FIND) ? old.pinned() : now.pinned(),
        wrong.contains(Top.PROFILES) ? profiles(old, now) : now.profiles());
  }

  /** One that is wrong is what it was. */
  private static Map<String, Profile> profiles(Aggregate old, Aggregate now) {
    Map<String, Profile> profiles = new LinkedHashMap<>(old.profiles());
    profiles.putAll(now.profiles());
    return profiles;
  }

  /** Reads one kind of file. */
  private interface Kind {
    ConfigFile read(ConfigReader in) throws ConfigException;
  }

  private static ConfigFile read(String name, String text, Kind kind) throws ConfigException {
    String withoutMark = text.startsWith("\uFEFF") ? text.substring(1) : text;
    try (ConfigReader in = new ConfigReader(name, withoutMark)) {
      try {
        return kind.read(in);
      } catch (ConfigException e) {
        String language = language(withoutMark);
        e.messages().forEach(message -> in.errors().add(message + language));
        throw new ConfigException(in.errors(), in.warnings());
      } catch (StreamReadException e) {
        in.errors().add(in.message(e.getLocation(), sentence(e) + language(withoutMark)));
        throw new ConfigException(in.errors(), in.warnings());
      }
    }
  }

  /**
   * Less where an object began, which the parser says in words of its own, and what stands in the
   * file: a string without quotes may be a credential.
   */
  private static String sentence(StreamReadException e) {
    String message = e.getOriginalMessage();
    int start = message.indexOf(" (start marker");
    return (start < 0 ? message : message.substring(0, start))
        .replaceFirst("^Unrecognized token '.*?': was expecting.*", "expected a string in quotes")
        .replaceAll("(?s)'[^']{2,}'", "what stands there");
  }

  /** What it is if it is no JSON. */
  private static String language(String text) {
    String first =
        text.lines()
            .map(String::strip)
            .filter(line -> !line.isEmpty() && !line.startsWith("#"))
            .findFirst()
            .orElse("");
    if (TOML.matcher(first).matches()) {
      return "; this looks like TOML, as Codex has it: the config of mcpmux is JSON";
    }
    return YAML.matcher(first).matches()
        ? "; this looks like YAML, as Goose and Continue have it: the config of mcpmux is JSON"
        : "";
  }

  /** The servers of a file, as far as they were read. */
  private static final class Servers {
    private final ConfigReader in;
    private final Map<String, String> taken;
    private final Map<String, ServerConfig> configs = new LinkedHashMap<>();
    private final Set<String> disabled = new LinkedHashSet<>();
    private final Set<String> off = new LinkedHashSet<>();
    private final Map<String, Boolean> fallbacks = new LinkedHashMap<>();

    Servers(ConfigReader in, Map<String, String> taken) {
      this.in = in;
      this.taken = taken;
    }

    void readAll() throws ConfigException {
      in.object(this::read);
    }

    ServerConfig refuse(ServerConfig server, String why) {
      in.errors().add(why);
      off.add(why);
      return new ServerConfig(
          server.name(),
          new LaunchTemplate.Unusable(why),
          server.sharing(),
          server.life(),
          server.tools());
    }

    private void read(String name) throws ConfigException {
      if (taken.containsKey(name)) {
        throw in.error("there is a server of this name in " + taken.get(name) + " as well");
      }
      ServerReader reader = new ServerReader(name);
      List<String> wrong =
          in.trying(() -> reader.read(in).ifPresent(each -> configs.put(name, each)));
      if (!wrong.isEmpty()) {
        configs.put(name, reader.off(String.join("; ", wrong)));
        in.errors().addAll(wrong);
        off.addAll(wrong);
      }
      if (reader.disabled()) {
        disabled.add(name);
      }
      reader.fallback().ifPresent(runs -> fallbacks.put(name, runs));
    }
  }

  /** Reads the top level of the config. */
  static final class Top {

    private static final String LIMITS = "limits";
    private static final String IDLE_TIMEOUT = "idleTimeout";
    private static final String FALLBACK = "fallback";
    private static final String HTTP = "http";
    private static final String CONTEXT = "context";
    private static final String SEPARATOR = "separator";
    private static final String VIEW = "view";
    private static final String FIND = "find";
    private static final String PROFILES = "profiles";
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
    private final Servers servers;
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
      this.servers = new Servers(in, Map.of());
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
              servers.configs,
              limits.limits(),
              new MuxConfig.Rules(wellKnown, sessionEnv.sessionEnv()),
              servers.disabled,
              aggregate.aggregate()),
          new DaemonSettings(
              idleTimeout,
              wrong.contains(HTTP) ? HttpSettings.defaults() : http.settings(),
              observe.settings().where(key -> !wrong.contains(key), ObserveSettings.defaults()),
              wrong.contains(CONTEXT) ? ContextSettings.defaults() : context.settings(),
              new FallbackPolicy(fallback, servers.fallbacks)),
          new Mistakes(List.copyOf(in.warnings()), List.copyOf(in.errors()), servers.off, wrong),
          named ? Optional.empty() : Optional.of("there is no mcpServers in it" + hint.orElse("")));
    }

    private void member(String key, Map<String, ConfigReader.Member> members)
        throws ConfigException {
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
      servers.configs.replaceAll(
          (name, server) ->
              server.launch() instanceof LaunchTemplate.Remote remote
                      && OwnCommand.isAt(remote.url(), port)
                  ? servers.refuse(
                      server, "mcpServers." + name + ".url: mcpmux itself listens there")
                  : server);
    }

    private void unknown(String key, Set<String> known) {
      TokenStreamLocation where = in.memberLocation();
      String client = FOREIGN.get(key);
      if (client != null) {
        hint = Optional.of("; did you mean \"mcpServers\"? " + client + " calls it " + key);
        in.warn(where, "ignored" + hint.get());
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

  /** Reads a file of {@code servers.d}. */
  private static final class DropIn {
    private final ConfigReader in;
    private final Servers servers;

    DropIn(ConfigReader in, Map<String, String> taken) {
      this.in = in;
      this.servers = new Servers(in, taken);
    }

    ConfigFile read() throws ConfigException {
      in.next();
      in.object(Map.of("mcpServers", key -> servers.readAll(), "$schema", key -> in.skip()));
      in.end();
      return new ConfigFile(
          MuxConfig.empty().withServers(servers.configs, servers.disabled),
          DaemonSettings.defaults(new FallbackPolicy(true, servers.fallbacks)),
          new Mistakes(List.copyOf(in.warnings()), List.copyOf(in.errors()), servers.off, Set.of()),
          Optional.empty());
    }
  }
}
