package dev.mcpmux.cli;

import dev.mcpmux.core.Limits;
import dev.mcpmux.core.MuxConfig;
import dev.mcpmux.core.ServerConfig;
import dev.mcpmux.core.WellKnownServer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.exc.StreamReadException;

/**
 * A config file that has been read, as {@code docs/config.md} describes it: JSON with comments and
 * trailing commas.
 *
 * @param config the servers and limits
 * @param idleTimeout how long a daemon that started by itself stays without sessions; zero for ever
 * @param http where and for whom it listens on HTTP
 * @param warnings what was left out of account, with line and column
 */
record ConfigFile(
    MuxConfig config, Duration idleTimeout, HttpSettings http, List<String> warnings) {

  static final Duration DEFAULT_IDLE_TIMEOUT = Duration.ofMinutes(10);

  /** What is read in place of a file that does not exist. */
  static ConfigFile empty() {
    return new ConfigFile(
        MuxConfig.empty(), DEFAULT_IDLE_TIMEOUT, HttpSettings.defaults(), List.of());
  }

  /**
   * @param name the file's name, for messages
   * @throws ConfigException with everything that is wrong
   */
  static ConfigFile parse(String name, String text) throws ConfigException {
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

  /** Reads one kind of file. */
  private interface Kind {
    ConfigFile read(ConfigReader in) throws ConfigException;
  }

  private static ConfigFile read(String name, String text, Kind kind) throws ConfigException {
    String withoutMark = text.startsWith("\uFEFF") ? text.substring(1) : text;
    try (ConfigReader in = new ConfigReader(name, withoutMark)) {
      ConfigFile read;
      try {
        read = kind.read(in);
      } catch (ConfigException e) {
        in.errors().addAll(e.messages());
        throw new ConfigException(in.errors(), in.warnings());
      } catch (StreamReadException e) {
        in.errors().add(in.message(e.getLocation(), sentence(e)));
        throw new ConfigException(in.errors(), in.warnings());
      }
      if (!in.errors().isEmpty()) {
        throw new ConfigException(in.errors(), in.warnings());
      }
      return read;
    }
  }

  /** Less where an object began, which the parser says in words of its own. */
  private static String sentence(StreamReadException e) {
    String message = e.getOriginalMessage();
    int start = message.indexOf(" (start marker");
    return start < 0 ? message : message.substring(0, start);
  }

  /** The servers of a file, as far as they were read. */
  private static final class Servers {
    private final ConfigReader in;
    private final Map<String, String> taken;
    private final Map<String, ServerConfig> configs = new LinkedHashMap<>();
    private final Set<String> disabled = new LinkedHashSet<>();

    Servers(ConfigReader in, Map<String, String> taken) {
      this.in = in;
      this.taken = taken;
    }

    void readAll() throws ConfigException {
      in.object(this::read);
    }

    private void read(String name) throws ConfigException {
      if (taken.containsKey(name)) {
        throw in.error("there is a server of this name in " + taken.get(name) + " as well");
      }
      ServerReader reader = new ServerReader(name);
      Optional<ServerConfig> server = reader.read(in);
      server.ifPresent(config -> configs.put(name, config));
      if (server.isPresent() && reader.disabled()) {
        disabled.add(name);
      }
    }
  }

  /** Reads the top level of the config. */
  static final class Top {

    private final ConfigReader in;
    private final Servers servers;
    private final Map<String, WellKnownServer> wellKnown = new LinkedHashMap<>();
    private final LimitsReader<Limits> limits = new LimitsReader<>(Limits.defaults());
    private final HttpReader http = new HttpReader();
    private final SessionEnvReader sessionEnv = new SessionEnvReader();
    private Duration idleTimeout = DEFAULT_IDLE_TIMEOUT;
    private String separator = MuxConfig.DEFAULT_SEPARATOR;

    Top(ConfigReader in) {
      this.in = in;
      this.servers = new Servers(in, Map.of());
    }

    ConfigFile read() throws ConfigException {
      in.next();
      in.object(members());
      in.end();
      return new ConfigFile(
          new MuxConfig(
              servers.configs,
              limits.limits(),
              wellKnown,
              servers.disabled,
              separator,
              sessionEnv.sessionEnv()),
          idleTimeout,
          http.settings(),
          List.copyOf(in.warnings()));
    }

    Map<String, ConfigReader.Member> members() {
      Map<String, ConfigReader.Member> members = new LinkedHashMap<>();
      members.put("mcpServers", key -> servers.readAll());
      members.put(
          "wellKnownServers",
          key -> in.object(name -> wellKnown.put(name, new WellKnownReader().read(in))));
      members.put("limits", key -> limits.read(in));
      members.put("idleTimeout", key -> idleTimeout = in.duration());
      members.put("http", key -> http.read(in));
      members.put("separator", key -> separator = separator());
      members.put("sessionEnv", key -> sessionEnv.read(in));
      members.put("$schema", key -> in.skip());
      return members;
    }

    private String separator() throws ConfigException {
      String text = in.string();
      if (!MuxConfig.isSeparator(text)) {
        throw in.error("expected one to four of _ and -");
      }
      return text;
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
          new MuxConfig(
              servers.configs,
              Limits.defaults(),
              Map.of(),
              servers.disabled,
              MuxConfig.DEFAULT_SEPARATOR),
          DEFAULT_IDLE_TIMEOUT,
          HttpSettings.defaults(),
          List.copyOf(in.warnings()));
    }
  }
}
