package dev.mcpmux.cli.config;

import dev.mcpmux.core.config.LaunchTemplate;
import dev.mcpmux.core.config.RemoteKind;
import dev.mcpmux.core.config.ServerConfig;
import dev.mcpmux.core.config.ToolFilter;
import dev.mcpmux.core.text.Printable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.core.TokenStreamLocation;

/** Reads one entry of {@code mcpServers}, also as other clients write it ({@link ForeignKeys}). */
final class ServerReader {

  private static final String STDIO = "stdio";

  private final String name;
  private String type;
  private TokenStreamLocation typeLocation;

  /** Whether variables may have OpenCode's form. */
  private boolean openCode;

  private String command;

  /** What stands behind the program in a command that is an array. */
  private List<String> ownArgs = List.of();

  private List<String> args = List.of();
  private final Map<String, String> env = new LinkedHashMap<>();
  private String cwd;
  private final SharingReader sharing = new SharingReader();
  private final LifeReader life = new LifeReader();
  private final CacheReader cache = new CacheReader();
  private final List<String> passEnv = new ArrayList<>();
  private boolean unwrap = true;
  private String url;
  private TokenStreamLocation urlLocation;
  private final Map<String, String> headers = new LinkedHashMap<>();
  private String caFile;

  /** Keys that were given and mean something to one of the two kinds only. */
  private final Set<String> ofPrograms = new TreeSet<>();

  private final Set<String> ofRemotes = new TreeSet<>();
  private boolean disabled;
  private Optional<Boolean> fallback = Optional.empty();
  private final List<String> allow = new ArrayList<>();
  private final List<String> deny = new ArrayList<>();
  private Map<String, ConfigReader.Member> members;

  ServerReader(String name) {
    this.name = name;
  }

  /**
   * The server, as far as the entry is right.
   *
   * @throws ConfigException with what is wrong that the reader has not kept among its errors
   */
  Optional<ServerConfig> read(ConfigReader in) throws ConfigException {
    TokenStreamLocation start = in.here();
    if (!in.object(key -> member(in, key))) {
      return Optional.empty(); // complained of already
    }
    if (!Printable.line(name).equals(name)) {
      throw in.error(start, "its name has characters that cannot be shown");
    }
    if (type == null) {
      type = url != null && command == null ? RemoteKind.HTTP.configName() : STDIO;
    }
    LaunchTemplate launch = type.equals(STDIO) ? program(in, start) : remote(in, start);
    if (sharing.identityWithoutEffect()) {
      in.warn(start, "identity: without effect, because handshake is \"common\"");
    }
    return Optional.of(
        new ServerConfig(
            name,
            launch,
            sharing.sharing(),
            life.life(),
            new ToolFilter(allow, deny),
            cache.policy()));
  }

  /** An entry that cannot be used, in the place of one that could. */
  ServerConfig off(String why) {
    return new ServerConfig(
        name,
        new LaunchTemplate.Unusable(why),
        sharing.sharing(),
        life.life(),
        new ToolFilter(allow, deny));
  }

  /** Reads the member at hand. */
  void member(ConfigReader in, String key) throws ConfigException {
    if (members == null) {
      members = members(in);
    }
    Map<String, ConfigReader.Member> foreign = new ForeignKeys(this, in).members();
    if (members.containsKey(key) || !foreign.containsKey(key)) {
      in.member(key, members);
    } else {
      foreign.get(key).read(key);
    }
  }

  private LaunchTemplate program(ConfigReader in, TokenStreamLocation start)
      throws ConfigException {
    if (command == null) {
      throw in.error(
          start, url == null ? "command is missing" : "command is missing for \"stdio\"");
    }
    List<String> words = new ArrayList<>(List.of(command));
    words.addAll(ownArgs);
    words.addAll(args);
    if (OwnCommand.isSession(words)) {
      throw in.error(
          start,
          "it starts mcpmux itself, which would start it again; write the server's own command here");
    }
    ofRemotes.forEach(key -> in.warn(start, key + ": without effect for a server that is run"));
    return new LaunchTemplate.Program(words, env, Optional.ofNullable(cwd), passEnv, unwrap);
  }

  private LaunchTemplate remote(ConfigReader in, TokenStreamLocation start) throws ConfigException {
    if (type.equals("ws")) {
      throw in.error(typeLocation, "type: servers over WebSocket are not supported");
    }
    Optional<RemoteKind> kind = RemoteKind.ofConfigName(type);
    if (kind.isEmpty()) {
      throw in.error(typeLocation, "type: expected \"stdio\", \"http\" or \"sse\"");
    }
    if (url == null) {
      throw in.error(start, "url is missing");
    }
    if (openCode) {
      url = Templates.ofOpenCode(url);
      headers.replaceAll((header, value) -> Templates.ofOpenCode(value));
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

  /** Whether a session runs the command itself where there is no daemon, if the entry says. */
  Optional<Boolean> fallback() {
    return fallback;
  }

  static boolean runsWithoutDaemon(ConfigReader in) throws ConfigException {
    return in.word(
        word ->
            switch (word) {
              case "run" -> Optional.of(true);
              case "fail" -> Optional.of(false);
              default -> Optional.empty();
            },
        "\"run\" or \"fail\"");
  }

  /** How each member is read that is ours. */
  Map<String, ConfigReader.Member> members(ConfigReader in) {
    Map<String, ConfigReader.Member> own = new LinkedHashMap<>();
    own.put("command", key -> readCommand(in));
    own.put("args", key -> args = in.templates());
    own.put("env", key -> env(in.templatesByName()));
    own.put("cwd", key -> cwd = in.template());
    own.put("unwrap", key -> unwrap = in.bool());
    own.put("passEnv", key -> passEnv(in.strings()));
    own.replaceAll((key, member) -> noting(ofPrograms, member));
    Map<String, ConfigReader.Member> remote = new LinkedHashMap<>();
    remote.put("url", key -> readUrl(in));
    remote.put("headers", key -> addHeaders(in, in.here(), in.templatesByName()));
    remote.put("caFile", key -> caFile = in.template());
    remote.forEach((key, member) -> own.put(key, noting(ofRemotes, member)));
    own.put("type", key -> readType(in));
    own.put("tools", key -> readTools(in));
    own.put("cache", key -> cache.read(in));
    own.put("disabled", key -> disabled(in.bool()));
    own.put("fallback", key -> fallback = Optional.of(runsWithoutDaemon(in)));
    own.putAll(sharing.members(in));
    own.putAll(life.members(in));
    return own;
  }

  private static ConfigReader.Member noting(Set<String> given, ConfigReader.Member member) {
    return key -> {
      given.add(key);
      member.read(key);
    };
  }

  /** A program, or a program with its arguments (OpenCode), or an object of both (Zed). */
  void readCommand(ConfigReader in) throws ConfigException {
    if (in.isObject()) {
      in.object(
          Map.of(
              "path", key -> readCommand(in),
              "args", key -> args = in.templates(),
              "env", key -> env(in.templatesByName())));
      return;
    }
    List<String> words = in.isArray() ? ForeignKeys.words(in) : List.of(in.template());
    if (words.get(0).isBlank()) {
      throw in.error("expected the name or path of a program");
    }
    command = words.get(0);
    ownArgs = words.subList(1, words.size());
  }

  private void readTools(ConfigReader in) throws ConfigException {
    ToolFilter tools = ProfileReader.toolFilter(in);
    allow(tools.allow());
    deny(tools.deny());
  }

  void allow(List<String> patterns) {
    allow.addAll(patterns);
  }

  void deny(List<String> patterns) {
    deny.addAll(patterns);
  }

  void env(Map<String, String> variables) {
    env.putAll(variables);
  }

  void passEnv(List<String> names) {
    passEnv.addAll(names);
  }

  void disabled(boolean value) {
    disabled |= value;
  }

  void readUrl(ConfigReader in) throws ConfigException {
    urlLocation = in.here();
    url = in.template();
  }

  void addHeaders(ConfigReader in, TokenStreamLocation where, Map<String, String> added)
      throws ConfigException {
    for (String header : added.keySet()) {
      if (LaunchTemplate.Remote.isReserved(header)) {
        throw in.error(where, "the header " + header + " is written by mcpmux itself");
      }
    }
    headers.putAll(added);
  }

  void readType(ConfigReader in) throws ConfigException {
    String written = in.string();
    openCode |= written.equals("remote");
    type(ForeignKeys.type(written), in.here());
  }

  void type(String value, TokenStreamLocation where) {
    type = value;
    typeLocation = where;
  }
}
