package dev.mcpmux.cli.config;

import dev.mcpmux.cli.config.observe.ObserveSettings;
import dev.mcpmux.cli.config.observe.UsageSettings;
import dev.mcpmux.cli.fallback.FallbackPolicy;
import dev.mcpmux.core.api.server.ServerMount;
import dev.mcpmux.core.config.Aggregate;
import dev.mcpmux.core.config.LaunchTemplate;
import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.config.Profile;
import dev.mcpmux.core.config.Scope;
import dev.mcpmux.core.config.ServerConfig;
import dev.mcpmux.core.config.SharingPolicy;
import dev.mcpmux.netty.config.TapHistory;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
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
        wrong.contains(Top.PROFILES) ? profiles(old, now) : now.profiles(),
        wrong.contains(Top.FIND) ? old.model() : now.model());
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
        String language = SyntaxErrors.language(withoutMark);
        e.messages().forEach(message -> in.errors().add(message + language));
        throw new ConfigException(in.errors(), in.warnings());
      } catch (StreamReadException e) {
        in.errors()
            .add(
                in.message(
                    e.getLocation(),
                    SyntaxErrors.sentence(e) + SyntaxErrors.language(withoutMark)));
        throw new ConfigException(in.errors(), in.warnings());
      }
    }
  }

  /** Reads a file of {@code servers.d}. */
  private static final class DropIn {
    private final ConfigReader in;
    private final ServersReader servers;

    DropIn(ConfigReader in, Map<String, String> taken) {
      this.in = in;
      this.servers = new ServersReader(in, taken);
    }

    ConfigFile read() throws ConfigException {
      in.next();
      in.object(Map.of("mcpServers", key -> servers.readAll(), "$schema", key -> in.skip()));
      in.end();
      return new ConfigFile(
          MuxConfig.empty().withServers(servers.configs(), servers.disabled()),
          DaemonSettings.defaults(new FallbackPolicy(true, servers.fallbacks())),
          new Mistakes(
              List.copyOf(in.warnings()), List.copyOf(in.errors()), servers.off(), Set.of()),
          Optional.empty());
    }
  }
}
