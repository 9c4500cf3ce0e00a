package dev.mcpmux.netty;

import dev.mcpmux.core.api.server.ServerMount;
import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.config.Scope;
import dev.mcpmux.core.config.ToolFilter;
import dev.mcpmux.core.port.MuxListener;
import dev.mcpmux.netty.config.ControlCalls;
import dev.mcpmux.netty.config.HttpConfig;
import dev.mcpmux.netty.config.MetricsPage;
import dev.mcpmux.netty.config.StopWaits;
import dev.mcpmux.netty.config.Transport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What can be chosen of a {@link MuxServer}; everything but the socket has a default. Most programs
 * need {@link #config}, {@link #mount} and {@link #http}; the rest is for a daemon.
 */
public final class MuxServerBuilder {
  final Optional<Path> socket;
  final Directories directories;
  final Mounts mounts = new Mounts();
  OptionalInt inherited = OptionalInt.empty();
  MuxConfig config = MuxConfig.empty();
  MuxListener listener = MuxListener.NONE;
  Transport transport = Transport.best();
  Optional<Duration> idleTimeout = Optional.empty();
  ControlCalls controlCalls = ControlCalls.NONE;
  MetricsPage metricsPage = MetricsPage.NONE;
  Duration helloTimeout = Duration.ofSeconds(10);
  Map<String, String> environment = System.getenv();
  Map<String, String> userEnvironment = Map.of();
  StopWaits stopWaits = StopWaits.defaults();
  Optional<HttpSide.Wanted> http = Optional.empty();
  Runnable whenBroken = () -> {};

  /** Empty when it may not be replaced. */
  Optional<Duration> staysAtLeast = Optional.of(Duration.ofSeconds(60));

  MuxServerBuilder(Optional<Path> socket) {
    this.socket = socket;
    this.directories = new Directories(socket);
  }

  /** The servers and limits; by default no server, and the default limits. */
  public MuxServerBuilder config(MuxConfig value) {
    config = value;
    return this;
  }

  /** As {@link #mount(String, ServerMount, Scope)}, for all sessions together. */
  public MuxServerBuilder mount(String name, ServerMount mount) {
    return mount(name, mount, Scope.GLOBAL);
  }

  /**
   * Has a Java object be a server for all sessions, beside those of the config and whichever config
   * comes later. It hides a server of the config with the same name.
   *
   * @param scope who shares a connection with it; under {@link Scope#SESSION} each session has its
   *     own, and the server is told who its client is
   */
  public MuxServerBuilder mount(String name, ServerMount mount, Scope scope) {
    mounts.add(name, mount, scope);
    return this;
  }

  /** Which tools of a mounted server are shown and may be called; by default all. */
  public MuxServerBuilder tools(String mounted, ToolFilter filter) {
    mounts.filter(mounted, filter);
    return this;
  }

  /** Called on the event loop. */
  public MuxServerBuilder listener(MuxListener value) {
    listener = value;
    return this;
  }

  /** Where each server gets a log file; by default {@code logs} beside the socket. */
  public MuxServerBuilder logDirectory(Path value) {
    directories.logs(value);
    return this;
  }

  /** Where the started processes are recorded; by default {@code state} beside the socket. */
  public MuxServerBuilder stateDirectory(Path value) {
    directories.state(value);
    return this;
  }

  /** By default the best that this machine has. */
  public MuxServerBuilder transport(Transport value) {
    transport = value;
    return this;
  }

  /**
   * Takes sessions from a socket that the supervisor of this process listens with, at the path of
   * the builder, in place of making one: the file is the supervisor's, and stays. Needs {@link
   * Transport#EPOLL}.
   *
   * @param descriptor non-blocking; it is closed when the server stops
   */
  public MuxServerBuilder inherited(int descriptor) {
    inherited = OptionalInt.of(descriptor);
    return this;
  }

  /** Answers control calls that are not this server's own; by default there are none. */
  public MuxServerBuilder controlCalls(ControlCalls value) {
    controlCalls = value;
    return this;
  }

  /** Writes what was counted, for {@code /metrics} over HTTP; by default nothing does. */
  public MuxServerBuilder metricsPage(MetricsPage value) {
    metricsPage = value;
    return this;
  }

  /** Stops by itself after so long without a session; by default never. */
  public MuxServerBuilder idleTimeout(Duration value) {
    idleTimeout = Optional.of(value);
    return this;
  }

  /** Closes a connection that has not said its hello for so long; by default 10 seconds. */
  public MuxServerBuilder helloTimeout(Duration value) {
    helloTimeout = value;
    return this;
  }

  /**
   * The environment of sessions over HTTP, which bring none, and of servers that start before there
   * is a session; by default that of this process.
   */
  public MuxServerBuilder environment(Map<String, String> value) {
    environment = Map.copyOf(value);
    return this;
  }

  /**
   * What every server of the config gets in its environment, whichever session starts it: who the
   * user is and what language the machine speaks. By default nothing, and such variables are
   * sessions' own.
   */
  public MuxServerBuilder userEnvironment(Map<String, String> value) {
    userEnvironment = Map.copyOf(value);
    return this;
  }

  /**
   * For how long it does not make way for another by itself, when a relay of a later version comes;
   * by default a minute.
   */
  public MuxServerBuilder staysAtLeast(Duration value) {
    staysAtLeast = Optional.of(value);
    return this;
  }

  /**
   * Neither sessions nor a control call may have it end in favour of another, which somebody starts
   * by himself; by default they may.
   */
  public MuxServerBuilder notReplaceable() {
    staysAtLeast = Optional.empty();
    return this;
  }

  /** The directory of the program, so that an upgrade can tell whether this is the newest. */
  public MuxServerBuilder distribution(Path value) {
    directories.program(value);
    return this;
  }

  /**
   * Called on the event loop's thread if that ends by itself, which no session would notice. A
   * daemon should end its process then, so that the system closes what it has open. By default,
   * only {@link MuxServer#closed} is completed.
   */
  public MuxServerBuilder whenBroken(Runnable value) {
    whenBroken = value;
    return this;
  }

  /**
   * The native relay of a distribution. It starts the servers that Java cannot start: those that
   * are given bytes that are not UTF-8. And it ends all that the servers of this JVM have started
   * when the JVM is gone or this server has stopped, so a JVM may have only one server with it. By
   * default there is none: such servers are refused, and what a JVM that was killed has left is
   * ended at the next start.
   */
  public MuxServerBuilder nativeRelay(Path value) {
    directories.nativeRelay(value);
    return this;
  }

  /** How long a server has between the end of its input, SIGTERM and SIGKILL. */
  public MuxServerBuilder stopWaits(StopWaits value) {
    stopWaits = value;
    return this;
  }

  /**
   * Serves clients over HTTP as well; by default it does not.
   *
   * @param token what each request must carry; null exactly when the config asks for none
   */
  public MuxServerBuilder http(HttpConfig value, @Nullable String token) {
    http = Optional.of(new HttpSide.Wanted(value, token));
    return this;
  }

  /** Once, as what it makes has directories and connections of its own. */
  public MuxServer build() {
    if (inherited.isPresent() && transport != Transport.EPOLL) {
      throw new IllegalStateException("only epoll can listen with a socket that is there already");
    }
    directories.take();
    return new MuxServer(this);
  }
}
