package dev.mcpmux.cli;

import dev.mcpmux.core.ServerConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.TokenStreamLocation;

/** Reads one entry of {@code mcpServers}. */
final class ServerReader {

  private static final Set<String> REMOTE_TYPES =
      Set.of("http", "streamable-http", "streamableHttp", "sse", "ws");

  private final String name;
  private String type = "stdio";
  private TokenStreamLocation typeLocation;
  private boolean hasUrl;
  private String command;
  private List<String> args = List.of();
  private Map<String, String> env = Map.of();
  private String cwd;
  private final SharingReader sharing = new SharingReader();
  private final LifeReader life = new LifeReader();
  private List<String> passEnv = List.of();
  private boolean unwrap = true;

  ServerReader(String name) {
    this.name = name;
  }

  /** Empty for an entry that is skipped with a warning. */
  Optional<ServerConfig> read(ConfigReader in) throws ConfigException {
    TokenStreamLocation start = in.here();
    in.object(key -> member(in, key));
    if (REMOTE_TYPES.contains(type) || hasUrl && command == null) {
      in.warn(start, "remote servers are not supported yet, skipped");
      return Optional.empty();
    }
    if (!type.equals("stdio")) {
      throw in.error(typeLocation, "type: expected \"stdio\", found \"" + type + "\"");
    }
    if (command == null) {
      throw in.error(start, "command is missing");
    }
    if (sharing.identityWithoutEffect()) {
      in.warn(start, "identity: without effect, because handshake is \"common\"");
    }
    return Optional.of(
        new ServerConfig(
            name,
            command,
            args,
            env,
            Optional.ofNullable(cwd),
            sharing.sharing(),
            passEnv,
            unwrap,
            life.life()));
  }

  private void member(ConfigReader in, String key) throws ConfigException {
    switch (key) {
      case "command" -> {
        command = in.template();
        if (command.isBlank()) {
          throw in.error("expected the name or path of a program");
        }
      }
      case "args" -> args = in.templates();
      case "env" -> env = in.templatesByName();
      case "cwd" -> cwd = in.template();
      case "unwrap" -> unwrap = in.bool();
      case "passEnv" -> passEnv = in.strings();
      case "type" -> {
        typeLocation = in.here();
        type = in.string();
      }
      case "url" -> {
        hasUrl = true;
        in.skip();
      }
      case "headers" -> in.skip();
      default -> {
        if (!sharing.read(in, key) && !life.read(in, key)) {
          in.unknown();
        }
      }
    }
  }
}
