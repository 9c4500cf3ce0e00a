package dev.mcpmux.cli;

import dev.mcpmux.core.MuxConfig;
import dev.mcpmux.core.ServerConfig;
import dev.mcpmux.core.WellKnownServer;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.exc.StreamReadException;

/**
 * A config file that has been read, as {@code docs/config.md} describes it: JSON with comments and
 * trailing commas.
 *
 * @param config the servers and limits
 * @param idleTimeout how long a daemon that started by itself stays without sessions; zero for ever
 * @param warnings what was left out of account, with line and column
 */
public record ConfigFile(MuxConfig config, Duration idleTimeout, List<String> warnings) {

  static final Duration DEFAULT_IDLE_TIMEOUT = Duration.ofMinutes(10);

  /**
   * Reads a file; one that does not exist is an empty config.
   *
   * @throws ConfigException if it cannot be read or is wrong
   */
  public static ConfigFile load(Path file) throws ConfigException {
    try {
      return parse(file.toString(), Files.readString(file));
    } catch (NoSuchFileException e) {
      return new ConfigFile(MuxConfig.empty(), DEFAULT_IDLE_TIMEOUT, List.of());
    } catch (CharacterCodingException e) {
      throw new ConfigException(file + ": not UTF-8");
    } catch (IOException e) {
      throw new ConfigException("cannot read the config: " + Failures.describe(e));
    }
  }

  /**
   * @param name the file's name, for messages
   */
  static ConfigFile parse(String name, String text) throws ConfigException {
    String withoutMark = text.startsWith("\uFEFF") ? text.substring(1) : text;
    try (ConfigReader in = new ConfigReader(name, withoutMark)) {
      return new Top(in).read();
    } catch (StreamReadException e) {
      throw new ConfigException(
          name
              + ":"
              + e.getLocation().getLineNr()
              + ":"
              + e.getLocation().getColumnNr()
              + ": "
              + sentence(e));
    }
  }

  /** Less where an object began, which the parser says in words of its own. */
  private static String sentence(StreamReadException e) {
    String message = e.getOriginalMessage();
    int start = message.indexOf(" (start marker");
    return start < 0 ? message : message.substring(0, start);
  }

  /** Reads the top level. */
  private static final class Top {

    private final ConfigReader in;
    private final Map<String, ServerConfig> servers = new LinkedHashMap<>();
    private final Map<String, WellKnownServer> wellKnown = new LinkedHashMap<>();
    private final LimitsReader limits = new LimitsReader();
    private Duration idleTimeout = DEFAULT_IDLE_TIMEOUT;

    Top(ConfigReader in) {
      this.in = in;
    }

    ConfigFile read() throws ConfigException {
      in.next();
      in.object(
          key -> {
            switch (key) {
              case "mcpServers" -> in.object(this::server);
              case "wellKnownServers" ->
                  in.object(name -> wellKnown.put(name, new WellKnownReader().read(in)));
              case "limits" -> limits.read(in);
              case "idleTimeout" -> idleTimeout = in.duration();
              case "$schema" -> in.skip();
              default -> in.unknown();
            }
          });
      if (in.next() != null) {
        throw in.error("expected nothing more after the closing brace");
      }
      return new ConfigFile(
          new MuxConfig(servers, limits.limits(), wellKnown),
          idleTimeout,
          List.copyOf(in.warnings()));
    }

    private void server(String name) throws ConfigException {
      Optional<ServerConfig> server = new ServerReader(name).read(in);
      server.ifPresent(config -> servers.put(name, config));
    }
  }
}
