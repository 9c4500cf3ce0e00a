package dev.mcpmux.core.api.session;

import dev.mcpmux.core.api.Json;
import dev.mcpmux.core.message.Revision;
import dev.mcpmux.core.port.Target;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executor;

/**
 * What a session says of itself, and how its program is called back. Immutable.
 *
 * <pre>{@code
 * SessionOptions.server("tracker").client("my-agent", "2.1").in(Path.of("/home/me/project"))
 * }</pre>
 */
public final class SessionOptions {
  private static final int DEFAULT_OPEN = 1024;

  private final Target target;
  private Path cwd = Path.of("").toAbsolutePath();
  private Map<String, String> environment = System.getenv();
  private Json client = Json.object().put("name", "mcpmux-java").put("version", "1").build();
  private Json capabilities = Json.EMPTY_OBJECT;
  private SessionListener listener = SessionListener.NONE;
  private Optional<Executor> executor = Optional.empty();
  private int maxOpen = DEFAULT_OPEN;

  private SessionOptions(Target target) {
    this.target = target;
  }

  private SessionOptions(SessionOptions other) {
    this.target = other.target;
    this.cwd = other.cwd;
    this.environment = other.environment;
    this.client = other.client;
    this.capabilities = other.capabilities;
    this.listener = other.listener;
    this.executor = other.executor;
    this.maxOpen = other.maxOpen;
  }

  /** With a server of the config, or one that is mounted. */
  public static SessionOptions server(String name) {
    return new SessionOptions(new Target.Named(name));
  }

  /** With a program that is started for it, and shared with whoever names the same one. */
  public static SessionOptions command(String... words) {
    return new SessionOptions(new Target.AdHoc(List.of(words)));
  }

  /**
   * With several servers in one: their tools are called {@code server__tool}.
   *
   * @param only which; none for all there are, at any time
   */
  public static SessionOptions allServers(String... only) {
    return new SessionOptions(new Target.All(List.of(only)));
  }

  /** As {@link #allServers}, where tools are found by what they do in place of being listed. */
  public static SessionOptions findTools(String... only) {
    return new SessionOptions(new Target.All(List.of(only), true));
  }

  /**
   * With the servers and tools of a profile of the config in one, as {@link #allServers} shows
   * them.
   */
  public static SessionOptions profile(String name) {
    return new SessionOptions(new Target.All(List.of(), false, name));
  }

  /** Where it works, absolute; by default where this process does. */
  public SessionOptions in(Path directory) {
    SessionOptions changed = new SessionOptions(this);
    changed.cwd = directory.toAbsolutePath();
    return changed;
  }

  /**
   * What servers that are started for it get of an environment; by default that of this process.
   */
  public SessionOptions environment(Map<String, String> variables) {
    SessionOptions changed = new SessionOptions(this);
    changed.environment = Map.copyOf(variables);
    return changed;
  }

  /** Who it says it is. */
  public SessionOptions client(String name, String version) {
    SessionOptions changed = new SessionOptions(this);
    changed.client = Json.object().put("name", name).put("version", version).build();
    return changed;
  }

  /**
   * Is told what comes; and what questions of servers it answers.
   *
   * @param declares names of capabilities, beside those that it declares already: {@code sampling},
   *     {@code elicitation}, {@code roots}
   */
  public SessionOptions listener(SessionListener told, String... declares) {
    SessionOptions changed = new SessionOptions(this);
    Map<String, Json> all = capabilities.members();
    for (String each : declares) {
      all.putIfAbsent(each, Json.EMPTY_OBJECT);
    }
    changed.listener = told;
    changed.capabilities = Json.object().putAll(all).build();
    return changed;
  }

  /** What it declares that it can do, in full, in place of all that was declared before. */
  public SessionOptions capabilities(Json declared) {
    SessionOptions changed = new SessionOptions(this);
    changed.capabilities = declared;
    return changed;
  }

  /**
   * Calls back on this executor; by default on a pool of mcpmux's own.
   *
   * <p>{@code Runnable::run} calls back on the thread that has the answer, in the same process
   * mcpmux's event loop. It saves a change of thread, and is for callbacks that never wait: while
   * one runs, no session gets anything.
   */
  public SessionOptions on(Executor chosen) {
    SessionOptions changed = new SessionOptions(this);
    changed.executor = Optional.of(chosen);
    return changed;
  }

  /**
   * How many requests may wait for their answer; one more fails at once. By default 1024. More than
   * that also needs a config whose {@link dev.mcpmux.core.config.Limits#maxInFlightPerSession} says
   * so, and a server that takes them.
   *
   * @param requests at least 1, as the session begins with one
   */
  public SessionOptions maxOpen(int requests) {
    if (requests < 1) {
      throw new IllegalArgumentException("maxOpen: " + requests + " (expected: at least 1)");
    }
    SessionOptions changed = new SessionOptions(this);
    changed.maxOpen = requests;
    return changed;
  }

  public Target target() {
    return target;
  }

  public Path cwd() {
    return cwd;
  }

  public Map<String, String> environment() {
    return new TreeMap<>(environment);
  }

  public SessionListener listener() {
    return listener;
  }

  public Optional<Executor> executor() {
    return executor;
  }

  public int maxOpen() {
    return maxOpen;
  }

  /** The parameters of its {@code initialize}. */
  public Json greeting() {
    return Json.object()
        .put("protocolVersion", Revision.LATEST.text())
        .put("capabilities", capabilities)
        .put("clientInfo", client)
        .build();
  }

  /** Never prints the environment, which holds secrets. */
  @Override
  public String toString() {
    return target + " in " + cwd;
  }
}
