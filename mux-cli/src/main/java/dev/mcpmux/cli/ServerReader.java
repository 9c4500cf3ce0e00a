package dev.mcpmux.cli;

import dev.mcpmux.core.ServerConfig;
import dev.mcpmux.core.ToolFilter;
import java.util.HashMap;
import java.util.LinkedHashMap;
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
  private boolean disabled;
  private ToolFilter tools = ToolFilter.none();

  ServerReader(String name) {
    this.name = name;
  }

  /** Empty for an entry that is skipped with a warning. */
  Optional<ServerConfig> read(ConfigReader in) throws ConfigException {
    TokenStreamLocation start = in.here();
    if (!in.object(members(in))) {
      return Optional.empty(); // complained of already
    }
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
            life.life(),
            tools));
  }

  /** Whether the entry says so; known when it has been read. */
  boolean disabled() {
    return disabled;
  }

  /** How each member is read: what is not here means nothing to mcpmux. */
  Map<String, ConfigReader.Member> members(ConfigReader in) {
    Map<String, ConfigReader.Member> members = new LinkedHashMap<>();
    members.put("command", key -> command = program(in));
    members.put("args", key -> args = in.templates());
    members.put("env", key -> env = in.templatesByName());
    members.put("cwd", key -> cwd = in.template());
    members.put("disabled", key -> disabled = in.bool());
    members.put("unwrap", key -> unwrap = in.bool());
    members.put("passEnv", key -> passEnv = in.strings());
    members.put("tools", key -> readTools(in));
    members.put("type", key -> readType(in));
    members.put(
        "url",
        key -> {
          hasUrl = true;
          in.skip();
        });
    members.put("headers", key -> in.skip());
    members.putAll(sharing.members(in));
    members.putAll(life.members(in));
    return members;
  }

  private static String program(ConfigReader in) throws ConfigException {
    String program = in.template();
    if (program.isBlank()) {
      throw in.error("expected the name or path of a program");
    }
    return program;
  }

  private void readTools(ConfigReader in) throws ConfigException {
    Map<String, List<String>> patterns = new HashMap<>();
    in.object(
        Map.of(
            "allow", key -> patterns.put(key, in.strings()),
            "deny", key -> patterns.put(key, in.strings())));
    tools =
        new ToolFilter(
            patterns.getOrDefault("allow", List.of()), patterns.getOrDefault("deny", List.of()));
  }

  private void readType(ConfigReader in) throws ConfigException {
    typeLocation = in.here();
    type = in.string();
  }
}
