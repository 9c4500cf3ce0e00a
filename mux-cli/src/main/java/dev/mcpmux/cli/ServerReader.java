package dev.mcpmux.cli;

import dev.mcpmux.core.LaunchTemplate;
import dev.mcpmux.core.RemoteKind;
import dev.mcpmux.core.ServerConfig;
import dev.mcpmux.core.ToolFilter;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.core.TokenStreamLocation;

/** Reads one entry of {@code mcpServers}. */
final class ServerReader {

  private static final String STDIO = "stdio";

  private final String name;
  private String type;
  private TokenStreamLocation typeLocation;
  private String command;
  private List<String> args = List.of();
  private Map<String, String> env = Map.of();
  private String cwd;
  private final SharingReader sharing = new SharingReader();
  private final LifeReader life = new LifeReader();
  private List<String> passEnv = List.of();
  private boolean unwrap = true;
  private String url;
  private TokenStreamLocation urlLocation;
  private Map<String, String> headers = Map.of();
  private String caFile;

  /** Keys that were given and mean something to one of the two kinds only. */
  private final Set<String> ofPrograms = new TreeSet<>();

  private final Set<String> ofRemotes = new TreeSet<>();
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
    if (type != null && type.equals("ws")) {
      in.warn(start, "servers over WebSocket are not supported, skipped");
      return Optional.empty();
    }
    if (type == null) {
      type = url != null && command == null ? RemoteKind.HTTP.configName() : STDIO;
    }
    LaunchTemplate launch = type.equals(STDIO) ? program(in, start) : remote(in, start);
    if (sharing.identityWithoutEffect()) {
      in.warn(start, "identity: without effect, because handshake is \"common\"");
    }
    return Optional.of(new ServerConfig(name, launch, sharing.sharing(), life.life(), tools));
  }

  private LaunchTemplate program(ConfigReader in, TokenStreamLocation start)
      throws ConfigException {
    if (command == null) {
      throw in.error(start, "command is missing");
    }
    ofRemotes.forEach(key -> in.warn(start, key + ": without effect for a server that is run"));
    return new LaunchTemplate.Program(
        command, args, env, Optional.ofNullable(cwd), passEnv, unwrap);
  }

  private LaunchTemplate remote(ConfigReader in, TokenStreamLocation start) throws ConfigException {
    Optional<RemoteKind> kind = RemoteKind.ofConfigName(type);
    if (kind.isEmpty()) {
      throw in.error(
          typeLocation, "type: expected \"stdio\", \"http\" or \"sse\", found \"" + type + "\"");
    }
    if (url == null) {
      throw in.error(start, "url is missing");
    }
    if (!url.matches("(?s)(https?://|\\$\\{).*")) {
      throw in.error(urlLocation, "url: expected one that begins with http:// or https://");
    }
    ofPrograms.forEach(key -> in.warn(start, key + ": without effect for a remote server"));
    return new LaunchTemplate.Remote(kind.get(), url, headers, Optional.ofNullable(caFile));
  }

  /** Whether the entry says so; known when it has been read. */
  boolean disabled() {
    return disabled;
  }

  /** How each member is read: what is not here means nothing to mcpmux. */
  Map<String, ConfigReader.Member> members(ConfigReader in) {
    Map<String, ConfigReader.Member> members = new LinkedHashMap<>();
    members.put("command", key -> command = command(in));
    members.put("args", key -> args = in.templates());
    members.put("env", key -> env = in.templatesByName());
    members.put("cwd", key -> cwd = in.template());
    members.put("unwrap", key -> unwrap = in.bool());
    members.put("passEnv", key -> passEnv = in.strings());
    members.replaceAll((name, member) -> noting(ofPrograms, member));
    Map<String, ConfigReader.Member> remote = new LinkedHashMap<>();
    remote.put("url", key -> url = url(in));
    remote.put("headers", key -> headers = headers(in));
    remote.put("caFile", key -> caFile = in.template());
    remote.forEach((name, member) -> members.put(name, noting(ofRemotes, member)));
    members.put("type", key -> readType(in));
    members.put("tools", key -> readTools(in));
    members.put("disabled", key -> disabled = in.bool());
    members.putAll(sharing.members(in));
    members.putAll(life.members(in));
    return members;
  }

  private static ConfigReader.Member noting(Set<String> given, ConfigReader.Member member) {
    return key -> {
      given.add(key);
      member.read(key);
    };
  }

  private static String command(ConfigReader in) throws ConfigException {
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

  private String url(ConfigReader in) throws ConfigException {
    urlLocation = in.here();
    return in.template();
  }

  private static Map<String, String> headers(ConfigReader in) throws ConfigException {
    TokenStreamLocation start = in.here();
    Map<String, String> headers = in.templatesByName();
    for (String header : headers.keySet()) {
      if (LaunchTemplate.Remote.isReserved(header)) {
        throw in.error(start, "the header " + header + " is written by mcpmux itself");
      }
    }
    return headers;
  }

  private void readType(ConfigReader in) throws ConfigException {
    typeLocation = in.here();
    type = in.string();
  }
}
