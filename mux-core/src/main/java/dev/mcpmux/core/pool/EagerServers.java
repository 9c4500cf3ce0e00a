package dev.mcpmux.core.pool;

import dev.mcpmux.core.config.Scope;
import dev.mcpmux.core.config.ServerConfig;
import dev.mcpmux.core.config.StartMode;
import dev.mcpmux.core.config.Trait;
import dev.mcpmux.core.frame.FrameText;
import dev.mcpmux.core.json.CanonicalJson;
import dev.mcpmux.core.port.ConfigChange;
import dev.mcpmux.core.port.SessionHello;
import dev.mcpmux.core.port.Target;
import dev.mcpmux.core.sharing.Capabilities;
import dev.mcpmux.core.sharing.ClientDeclaration;
import dev.mcpmux.core.sharing.ResolvedServer;
import dev.mcpmux.core.sharing.ServerResolver;
import dev.mcpmux.core.sharing.SharingKey;
import dev.mcpmux.core.sharing.SharingKeys;
import dev.mcpmux.core.state.MuxState;
import dev.mcpmux.core.state.Session;
import dev.mcpmux.core.state.Upstream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;

/**
 * Starts eager servers before there is a session, as the last session of each declared itself: of a
 * server that nobody has used yet it is not known what its process is to be told.
 */
public final class EagerServers {
  public static final String STATE = "eager";

  private final MuxState state;
  private final Upstreams upstreams;

  /** What the last session of each server declared, as JSON, by the server's name. */
  private final Map<String, String> declarations = new LinkedHashMap<>();

  /**
   * How the environment of sessions looks, as far as it is known; null before anything may start,
   * and when nothing may start any more.
   */
  private Map<String, String> environment;

  private String home;
  private boolean isAsked;
  private boolean isLoaded;
  private boolean traitsKnown;

  public EagerServers(MuxState state, Upstreams upstreams) {
    this.state = state;
    this.upstreams = upstreams;
  }

  /**
   * Starts what can be started, as soon as it is known how. Returns whether it must be known what
   * servers ask for.
   */
  public boolean begin(String home, Map<String, String> environment) {
    this.home = home;
    this.environment = environment;
    return load();
  }

  /** Nothing is to start any more, whatever is still to be told. */
  public void end() {
    environment = null;
  }

  /** Asks for what was kept, where it is needed and was not asked for. Returns whether it did. */
  private boolean load() {
    boolean asks =
        !isAsked && state.config().servers().values().stream().anyMatch(EagerServers::isEager);
    if (asks) {
      isAsked = true;
      state.actions.loadState(STATE);
    }
    return asks;
  }

  /**
   * Another config is in force: starts eager servers that are new or others than before. Returns as
   * {@link #begin}.
   */
  public boolean onReconfigured(ConfigChange change) {
    if (environment == null) {
      return false;
    }
    for (Session session : state.sessions()) {
      if (session.declaration() != null) {
        note(session);
      }
    }
    Predicate<String> news =
        name -> change.added().contains(name) || change.changed().contains(name);
    for (Upstream upstream : List.copyOf(state.pool.all())) {
      if (upstream.isAsleep()
          && upstream.life().start() == StartMode.EAGER
          && news.test(upstream.server())) {
        state.touched.want(upstream);
      }
    }
    if (isLoaded && traitsKnown) {
      startAll(news);
    }
    return load();
  }

  private static boolean isEager(ServerConfig server) {
    return server.life().start() == StartMode.EAGER;
  }

  /** A session has found its upstream: the next process is to be told the same. */
  public void note(Session session) {
    ServerConfig config = state.config().servers().get(session.server());
    if (config == null || !isEager(config)) {
      return;
    }
    String declaration = text(session.declaration());
    if (!declaration.equals(declarations.put(session.server(), declaration))) {
      state.actions.saveState(STATE, toBytes());
    }
  }

  /** In canonical form, as it is read again. */
  private static String text(ClientDeclaration declaration) {
    String clientInfo =
        declaration.clientInfo() == null ? "null" : CanonicalJson.of(declaration.clientInfo());
    return "{\"capabilities\":"
        + declaration.capabilities().canonical()
        + ",\"clientInfo\":"
        + clientInfo
        + ",\"protocolVersion\":"
        + FrameText.quoted(declaration.protocolVersionText())
        + "}";
  }

  private byte[] toBytes() {
    return declarations.entrySet().stream()
        .map(entry -> FrameText.quoted(entry.getKey()) + ":" + entry.getValue())
        .collect(Collectors.joining(",\n", "{", "}\n"))
        .getBytes(StandardCharsets.UTF_8);
  }

  /**
   * @param bytes null when nothing was kept
   */
  public void onLoaded(byte[] bytes) {
    try {
      if (bytes != null) {
        CanonicalJson.members(bytes).forEach(declarations::putIfAbsent);
      }
    } catch (JacksonException e) {
      // A file that is broken is as none: it is written anew with the next session.
    }
    isLoaded = true;
    startAll();
  }

  /** What servers ask for is known. */
  public void onTraitsKnown() {
    traitsKnown = true;
    startAll();
  }

  private void startAll() {
    if (environment != null && isLoaded && traitsKnown) {
      startAll(name -> true);
    }
  }

  private void startAll(Predicate<String> which) {
    state.config().servers().values().stream()
        .filter(EagerServers::isEager)
        .map(ServerConfig::name)
        .filter(declarations::containsKey)
        .filter(which)
        .forEach(name -> start(name, declarations.get(name)));
  }

  private void start(String name, String declared) {
    SessionHello hello = new SessionHello(new Target.Named(name), home, environment);
    try {
      ResolvedServer server =
          ServerResolver.resolve(
              0, hello, state.config(), state.rules(), Set.of(), state.traits::said);
      ClientDeclaration declaration = read(declared);
      Set<Trait> traits = state.traits.of(server);
      SharingKey key = SharingKeys.key(server, declaration, 0, traits, Optional.empty());
      boolean ofAll = server.scope() == Scope.GLOBAL && !key.exclusive() && !key.rootsUnknown();
      if (ofAll && state.pool.of(key) == null) {
        upstreams.startAlone(server, declaration, key);
      }
    } catch (ServerResolver.RefusedException | JacksonException e) {
      // It needs a variable that only sessions have, or what was kept of it is broken.
    }
  }

  private static ClientDeclaration read(String declared) {
    Map<String, String> members = CanonicalJson.members(declared.getBytes(StandardCharsets.UTF_8));
    String version = members.getOrDefault("protocolVersion", "").replace("\"", "");
    String clientInfo = members.getOrDefault("clientInfo", "null");
    return new ClientDeclaration(
        FrameText.quoted(version).getBytes(StandardCharsets.UTF_8),
        version,
        Capabilities.of(
            members.getOrDefault("capabilities", "{}").getBytes(StandardCharsets.UTF_8)),
        clientInfo.equals("null") ? null : clientInfo.getBytes(StandardCharsets.UTF_8));
  }
}
