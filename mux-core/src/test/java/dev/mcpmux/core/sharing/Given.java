package dev.mcpmux.core.sharing;

import dev.mcpmux.core.config.LaunchTemplate;
import dev.mcpmux.core.config.Limits;
import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.config.ServerConfig;
import dev.mcpmux.core.config.SharingPolicy;
import dev.mcpmux.core.config.Trait;
import dev.mcpmux.core.port.ProcessLaunch;
import dev.mcpmux.core.port.SessionHello;
import dev.mcpmux.core.port.SessionTraces;
import dev.mcpmux.core.port.Target;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Sessions to be compared: each is one until something is said of it, all in {@code /home/me/p}.
 */
final class Given {
  static final String PROJECT = "/home/me/p";
  static final String VERSION = "2025-11-25";

  private final Map<String, String> variables =
      new HashMap<>(Map.of("PATH", "/bin", "HOME", "/home/me"));
  private final Map<String, String> env = new HashMap<>();
  private final Set<Trait> traits = EnumSet.noneOf(Trait.class);
  private List<String> passEnv = List.of();
  private List<String> command = List.of("server");
  private boolean named = true;
  private boolean namesFilesInCwd;
  private Set<String> filesInCwd = Set.of();
  private Optional<Set<String>> lookedFor = Optional.empty();
  private Map<String, String> user = Map.of();
  private String name = "server";
  private String cwd = PROJECT;
  private String root = PROJECT;
  private Optional<String> configuredCwd = Optional.empty();
  private SharingPolicy policy = SharingPolicy.defaults();
  private String version = VERSION;
  private String capabilities = "{}";
  private String clientInfo = "{\"name\":\"client\",\"version\":\"1\"}";
  private Optional<String> roots = Optional.empty();
  private int number = 1;

  private Given() {}

  /** A session of the server that the config names. */
  static Given named() {
    return new Given();
  }

  /** A session whose client gave the command itself. */
  static Given adHoc(String... command) {
    Given given = new Given();
    given.named = false;
    given.command = List.of(command);
    return given;
  }

  Given name(String server) {
    name = server;
    return this;
  }

  Given command(String... words) {
    command = List.of(words);
    return this;
  }

  /** A variable of the client's environment. */
  Given variable(String variable, String value) {
    variables.put(variable, value);
    return this;
  }

  /** A variable that the config sets. */
  Given env(String variable, String value) {
    env.put(variable, value);
    return this;
  }

  Given passEnv(String... names) {
    passEnv = List.of(names);
    return this;
  }

  Given in(String directory, String projectRoot) {
    cwd = directory;
    root = projectRoot;
    return this;
  }

  Given cwd(String configured) {
    configuredCwd = Optional.of(configured);
    return this;
  }

  Given namingFilesInCwd() {
    namesFilesInCwd = true;
    return this;
  }

  /** Words of the configured command that name a file in the directory. */
  Given filesInCwd(String... words) {
    filesInCwd = Set.of(words);
    return this;
  }

  /** The words of commands of which it is known whether they name a file there. */
  Given lookedFor(String... words) {
    lookedFor = Optional.of(Set.of(words));
    return this;
  }

  /** What every server of the config gets. */
  Given user(Map<String, String> environment) {
    user = environment;
    return this;
  }

  Given policy(SharingPolicy sharing) {
    policy = sharing;
    return this;
  }

  Given version(String protocolVersion) {
    version = protocolVersion;
    return this;
  }

  Given declaring(String object) {
    capabilities = object;
    return this;
  }

  Given client(String info) {
    clientInfo = info;
    return this;
  }

  Given seenToAsk(Trait... asked) {
    traits.addAll(List.of(asked));
    return this;
  }

  Given roots(String array) {
    roots = SharingKeys.roots(bytes("{\"roots\":" + array + "}"));
    return this;
  }

  Given session(int session) {
    number = session;
    return this;
  }

  ClientDeclaration declaration() {
    return new ClientDeclaration(
        bytes('"' + version + '"'),
        version,
        Capabilities.of(bytes(capabilities)),
        clientInfo == null ? null : bytes(clientInfo));
  }

  ResolvedServer resolve() throws ServerResolver.RefusedException {
    Target target = named ? new Target.Named(name) : new Target.AdHoc(command);
    SessionHello hello =
        new SessionHello(
            target,
            new SessionHello.Place(cwd, root, namesFilesInCwd),
            new SessionHello.Variables(new TreeMap<>(variables), true),
            7,
            new SessionTraces(0, new TreeMap<>(), Optional.empty(), filesInCwd, lookedFor));
    ServerConfig config =
        new ServerConfig(
            name,
            new LaunchTemplate.Program(command).withEnv(env).in(configuredCwd).passing(passEnv),
            policy);
    return ServerResolver.resolve(
        number,
        hello,
        new MuxConfig(Map.of(name, config), Limits.defaults()),
        SharingRules.shipped().with(user),
        Set.of());
  }

  ProcessLaunch resolveProcess() throws ServerResolver.RefusedException {
    return (ProcessLaunch) resolve().launch();
  }

  ClientDeclaration effective() throws ServerResolver.RefusedException {
    return SharingKeys.effective(resolve(), declaration());
  }

  boolean needsRoots() throws ServerResolver.RefusedException {
    return SharingKeys.needsRoots(resolve(), declaration(), traits);
  }

  SharingKey key() throws ServerResolver.RefusedException {
    return SharingKeys.key(resolve(), declaration(), number, traits, roots);
  }

  /** What the process finds in its environment, null for nothing. */
  String processVariable(String variable) throws ServerResolver.RefusedException {
    return resolveProcess().environment().get(variable);
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
