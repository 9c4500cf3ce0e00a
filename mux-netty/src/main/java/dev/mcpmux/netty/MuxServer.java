package dev.mcpmux.netty;

import dev.mcpmux.core.ConfigChange;
import dev.mcpmux.core.LaunchTemplate;
import dev.mcpmux.core.Limits;
import dev.mcpmux.core.MuxConfig;
import dev.mcpmux.core.MuxListener;
import dev.mcpmux.core.MuxStatus;
import dev.mcpmux.core.ServerConfig;
import dev.mcpmux.netty.ProcessLedger.Leftover;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * A running mcpmux: the one class that a program needs to have it inside. It accepts sessions on a
 * unix socket ({@code docs/attach-protocol.md}), starts the servers they want as child processes,
 * and leaves neither process nor socket behind.
 *
 * <pre>{@code
 * MuxServer server = MuxServer.builder(Path.of("/run/user/1000/mcpmux/mcpmux.sock"))
 *     .config(config).logDirectory(logs).stateDirectory(state).build();
 * server.start();
 * ...
 * server.stop().toCompletableFuture().join();
 * }</pre>
 *
 * <p>All methods may be called by any thread. One event loop thread does the work; it keeps the JVM
 * running until {@link #closed()}. An instance is started once.
 */
public final class MuxServer {

  private static final long STOP_LOOK_MILLIS = 10;
  private static final Duration STOP_RESERVE = Duration.ofSeconds(12);

  private final Builder options;
  private final SocketFile socketFile;
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private final AtomicBoolean stopWanted = new AtomicBoolean();
  private final AtomicInteger leftovers = new AtomicInteger();

  /** The one in force. */
  private volatile MuxConfig config;

  private Optional<Duration> idleTimeout;
  private Restarts restarts;
  private Helper helper;
  private ServerLogs logs;
  private ProcessLedger ledger;
  private Unwrapper unwrapper;
  private EventLoopGroup group;
  private EventLoop loop;
  private MuxDriver driver;
  private Reception reception;
  private Channel listening;
  private HttpListener http;
  private ScheduledFuture<?> idleTimer;
  private long stopGivesUpAt;

  private MuxServer(Builder options) {
    this.options = options;
    this.config = options.config;
    this.idleTimeout = options.idleTimeout;
    this.socketFile = new SocketFile(options.socket);
  }

  /**
   * @param socket where to listen; its directory is made (mode 0700) if need be
   */
  public static Builder builder(Path socket) {
    return new Builder(socket);
  }

  /** What can be chosen; everything but the socket has a default. */
  public static final class Builder {
    private final Path socket;
    private MuxConfig config = MuxConfig.empty();
    private MuxListener listener = MuxListener.NONE;
    private Path logDirectory;
    private Path stateDirectory;
    private Transport transport = Transport.best();
    private Optional<Duration> idleTimeout = Optional.empty();
    private ControlCalls controlCalls = ControlCalls.NONE;
    private Duration helloTimeout = Duration.ofSeconds(10);
    private Map<String, String> environment = System.getenv();
    private StopWaits stopWaits = StopWaits.defaults();
    private Optional<HttpConfig> http = Optional.empty();
    private String httpToken;

    private Builder(Path socket) {
      this.socket = socket;
      this.logDirectory = socket.resolveSibling("logs");
      this.stateDirectory = socket.resolveSibling("state");
    }

    public Builder config(MuxConfig value) {
      config = value;
      return this;
    }

    /** Called on the event loop. */
    public Builder listener(MuxListener value) {
      listener = value;
      return this;
    }

    /** Where each server gets a log file; by default {@code logs} beside the socket. */
    public Builder logDirectory(Path value) {
      logDirectory = value;
      return this;
    }

    /** Where the started processes are recorded; by default {@code state} beside the socket. */
    public Builder stateDirectory(Path value) {
      stateDirectory = value;
      return this;
    }

    /** By default the best that this machine has. */
    public Builder transport(Transport value) {
      transport = value;
      return this;
    }

    /** Answers control calls that are not this server's own; by default there are none. */
    public Builder controlCalls(ControlCalls value) {
      controlCalls = value;
      return this;
    }

    /** Stops by itself after so long without a session; by default never. */
    public Builder idleTimeout(Duration value) {
      idleTimeout = Optional.of(value);
      return this;
    }

    /** Closes a connection that has not said its hello for so long; by default 10 seconds. */
    public Builder helloTimeout(Duration value) {
      helloTimeout = value;
      return this;
    }

    /**
     * What the environment of sessions is likely to be, for servers that start before there is one,
     * and for sessions over HTTP, which have none; by default that of this process.
     */
    public Builder environment(Map<String, String> value) {
      environment = Map.copyOf(value);
      return this;
    }

    public Builder stopWaits(StopWaits value) {
      stopWaits = value;
      return this;
    }

    /**
     * Serves clients over HTTP as well; by default it does not.
     *
     * @param token what each request must carry; null exactly when the config asks for none
     */
    public Builder http(HttpConfig value, String token) {
      if (value.token() != (token != null)) {
        throw new IllegalArgumentException("a token and a config that asks for one go together");
      }
      http = Optional.of(value);
      httpToken = token;
      return this;
    }

    public MuxServer build() {
      return new MuxServer(this);
    }
  }

  /**
   * Listens; sessions are served from then on. Also ends, in the background, what a daemon that was
   * killed has left running.
   *
   * @throws AlreadyRunningException when another one listens there
   * @throws IOException when a directory cannot be made or the socket cannot be bound
   */
  public void start() throws IOException {
    Path bindPath = socketFile.prepare();
    logs = new ServerLogs(PrivateFiles.createDirectory(options.logDirectory));
    ledger = new ProcessLedger(PrivateFiles.createDirectory(options.stateDirectory));
    helper = new Helper();
    group =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("mcpmux-loop"), options.transport.ioHandlerFactory());
    loop = group.next();
    try {
      listen(bindPath);
    } catch (IOException | RuntimeException e) {
      stopWanted.set(true);
      socketFile.remove();
      end();
      throw e;
    }
    helper.execute(this::endLeftovers);
    loop.execute(this::onSessionsChanged);
    loop.execute(() -> driver.begin(System.getProperty("user.home"), options.environment));
  }

  /** Ends all sessions and servers, removes the socket, and then completes. */
  public CompletionStage<Void> stop() {
    if (stopWanted.compareAndSet(false, true)) {
      if (loop == null) {
        closed.complete(null);
      } else {
        loop.execute(this::beginStop);
      }
    }
    return closed;
  }

  /** Completes when it has ended, for whatever reason. */
  public CompletionStage<Void> closed() {
    return closed;
  }

  /** What it is doing right now; fails when it has ended. */
  public CompletionStage<MuxStatus> status() {
    return onLoop(() -> driver.status());
  }

  /** The same as JSON in one line, as {@code mcpmux status --json} prints it. */
  public CompletionStage<String> statusJson() {
    return onLoop(() -> new String(reception.statusJson(), StandardCharsets.UTF_8));
  }

  /** Where it listens on HTTP; empty when it does not. To be asked when it has started. */
  public Optional<String> httpUrl() {
    return Optional.ofNullable(http).map(HttpListener::url);
  }

  /**
   * Puts another config in force, see {@link dev.mcpmux.core.Mux#reconfigure}. The longest message
   * and the bounds of unsent bytes hold for sessions and processes that begin from then on; those
   * of the catalog's files hold from the next start.
   */
  public CompletionStage<ConfigChange> reconfigure(MuxConfig changed) {
    return onLoop(
        () -> {
          config = changed;
          return driver.reconfigure(changed);
        });
  }

  /**
   * Has the HTTP side go by another config and token from now on. Another token ends all its
   * sessions, as each is bound to the one that opened it.
   *
   * @param changed its address, its TLS, and whether it asks for a token count for nothing
   * @param token null exactly when none was asked for so far
   * @return how many sessions were ended
   */
  public CompletionStage<Integer> reconfigureHttp(HttpConfig changed, String token) {
    return onLoop(() -> http.change(changed, token));
  }

  /**
   * Uses a certificate for connections over HTTPS that begin from now on. Must not be called by the
   * event loop, as it reads files.
   *
   * @throws IOException when it cannot be used; the one before stays
   */
  public CompletionStage<Void> reconfigureTls(HttpConfig.Tls certificate) throws IOException {
    Runnable change = http.read(certificate);
    return onLoop(
        () -> {
          change.run();
          return null;
        });
  }

  /** Stops by itself after so long without a session from now on; zero for never. */
  public void idleTimeout(Duration value) {
    loop.execute(
        () -> {
          idleTimeout = Optional.of(value).filter(idle -> !idle.isZero());
          onSessionsChanged();
        });
  }

  private <T> CompletionStage<T> onLoop(Supplier<T> question) {
    try {
      return CompletableFuture.supplyAsync(question, loop);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void listen(Path bindPath) throws IOException {
    Stdio stdio = Stdio.of(options.transport, helper);
    ProcessLauncher launcher = new ProcessLauncher(stdio, logs, ledger, options.stopWaits, helper);
    StateFiles states = new StateFiles(options.stateDirectory);
    unwrapper = new Unwrapper(states, ledger, helper, this::mayUnwrap);
    restarts = new Restarts(loop);
    NoiseListener listener =
        new NoiseListener(
            options.listener, new NoiseLog(logs, helper), () -> driver.actions(), restarts);
    Limits limits = options.config.limits();
    CatalogFiles catalog =
        new CatalogFiles(
            options.stateDirectory.resolve("catalog"),
            new ProgramStamp(unwrapper)::of,
            limits.maxCatalogEntries(),
            limits.maxCatalogAgeMillis());
    driver =
        new MuxDriver(loop, options.config, listener, launcher, unwrapper, states, catalog, helper);
    driver.onSessionsChanged(this::onSessionsChanged);
    PeerCredentials peers = PeerCredentials.ofOwner(options.stateDirectory);
    reception =
        new Reception(
            driver,
            () -> config.limits(),
            options.transport,
            peers,
            helper,
            restarts,
            options.controlCalls,
            this::stop);
    listening =
        new ServerBootstrap()
            .group(group)
            .channelFactory(options.transport::newServerChannel)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    Pipelines.connection(
                        channel,
                        new HelloHandler(
                            reception,
                            helper,
                            config.limits().maxHelloBytes(),
                            options.helloTimeout.toMillis()));
                  }
                })
            .bind(options.transport.address(bindPath))
            .awaitUninterruptibly()
            .channel();
    if (!listening.isActive()) {
      throw new IOException("cannot listen on " + options.socket);
    }
    if (options.http.isPresent()) {
      http =
          new HttpListener(
              driver,
              options.http.get(),
              options.httpToken,
              options.transport,
              () -> config.limits(),
              helper,
              options.environment);
      http.bind();
    }
    socketFile.publish();
  }

  /** Ad-hoc commands, too, which have no name in the config. */
  private boolean mayUnwrap(String name) {
    ServerConfig server = config.servers().get(name);
    return server == null
        || server.launch() instanceof LaunchTemplate.Program program && program.unwrap();
  }

  private void onSessionsChanged() {
    if (idleTimer != null) {
      idleTimer.cancel(false);
      idleTimer = null;
    }
    if (driver.sessions() == 0 && idleTimeout.isPresent() && !stopWanted.get()) {
      long idle = idleTimeout.get().toNanos();
      idleTimer = loop.schedule(this::onIdle, idle, TimeUnit.NANOSECONDS);
    }
  }

  private void onIdle() {
    Log.info("no session for " + idleTimeout.orElseThrow() + ", stopping");
    if (stopWanted.compareAndSet(false, true)) {
      beginStop(); // at once: a session that is next in the loop's queue must not be opened first
    }
  }

  /** Helper thread. */
  private void endLeftovers() {
    for (Leftover leftover : ledger.takeLeftovers()) {
      ProcessTree tree =
          new ProcessTree(leftover.pid(), leftover.start(), leftover.leader(), Set.of());
      if (tree.living().isEmpty()) {
        continue;
      }
      Log.info("ending " + leftover.name() + " (pid " + leftover.pid() + ") of a dead daemon");
      // if this daemon is killed as well, the next one finds it again
      ledger.started(leftover.pid(), leftover.start(), leftover.leader(), leftover.name());
      leftovers.incrementAndGet();
      StopSequence sequence =
          new StopSequence(
              leftover.name(), leftover.pid(), tree, options.stopWaits.withoutInput(), helper);
      sequence
          .done()
          .thenRun(
              () -> {
                ledger.gone(leftover.pid());
                leftovers.decrementAndGet();
              });
      sequence.begin();
    }
  }

  private void beginStop() {
    listening.close();
    helper.execute(socketFile::remove);
    helper.execute(unwrapper::stop);
    if (http == null) {
      endSessions();
    } else {
      http.drain(this::endSessions);
    }
  }

  private void endSessions() {
    reception.beginStop();
    stopGivesUpAt = System.nanoTime() + options.stopWaits.total().plus(STOP_RESERVE).toNanos();
    awaitEnd();
  }

  private void awaitEnd() {
    boolean ended =
        driver.sessions() == 0
            && driver.actions().isIdle()
            && unwrapper.isStopped()
            && leftovers.get() == 0;
    if (!ended && System.nanoTime() - stopGivesUpAt < 0) {
      loop.schedule(this::awaitEnd, STOP_LOOK_MILLIS, TimeUnit.MILLISECONDS);
      return;
    }
    if (!ended) {
      Log.warn("stopped although not everything has ended");
    }
    helper.execute(
        () -> {
          socketFile.remove();
          loop.execute(this::lastAct);
        });
  }

  private void lastAct() {
    driver.actions().releaseParked();
    reception.endStop();
    if (http != null) {
      http.close();
    }
    end();
  }

  private void end() {
    group
        .shutdownGracefully(0, 1, TimeUnit.SECONDS)
        .addListener(
            terminated -> {
              helper.shutdown();
              closed.complete(null);
            });
  }
}
