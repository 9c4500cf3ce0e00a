package dev.mcpmux.netty;

import dev.mcpmux.core.ServerFacts;
import dev.mcpmux.core.api.session.McpSession;
import dev.mcpmux.core.api.session.SessionClosedException;
import dev.mcpmux.core.api.session.SessionOptions;
import dev.mcpmux.core.config.LaunchTemplate;
import dev.mcpmux.core.config.Limits;
import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.config.ServerConfig;
import dev.mcpmux.core.meter.Meter;
import dev.mcpmux.core.port.ConfigChange;
import dev.mcpmux.core.port.MuxListener;
import dev.mcpmux.core.port.MuxStatus;
import dev.mcpmux.netty.config.HttpConfig;
import dev.mcpmux.netty.config.TapHistory;
import dev.mcpmux.netty.drive.IdleTimer;
import dev.mcpmux.netty.drive.MuxDriver;
import dev.mcpmux.netty.drive.Storage;
import dev.mcpmux.netty.files.CatalogFiles;
import dev.mcpmux.netty.files.LifeNumber;
import dev.mcpmux.netty.files.StateFiles;
import dev.mcpmux.netty.http.HttpFront;
import dev.mcpmux.netty.http.HttpHost;
import dev.mcpmux.netty.http.HttpListener;
import dev.mcpmux.netty.http.MetricsEndpoint;
import dev.mcpmux.netty.io.AwakeClock;
import dev.mcpmux.netty.io.BufferRoom;
import dev.mcpmux.netty.io.Buffers;
import dev.mcpmux.netty.io.Channels;
import dev.mcpmux.netty.io.Descriptors;
import dev.mcpmux.netty.io.Helper;
import dev.mcpmux.netty.io.Lookups;
import dev.mcpmux.netty.io.MuxLoop;
import dev.mcpmux.netty.local.LocalServers;
import dev.mcpmux.netty.local.LocalSessions;
import dev.mcpmux.netty.log.Log;
import dev.mcpmux.netty.output.NoiseLog;
import dev.mcpmux.netty.output.ServerLogs;
import dev.mcpmux.netty.process.ProcessLedger;
import dev.mcpmux.netty.remote.RemoteIo;
import dev.mcpmux.netty.report.DaemonLog;
import dev.mcpmux.netty.report.History;
import dev.mcpmux.netty.report.Lately;
import dev.mcpmux.netty.report.Lives;
import dev.mcpmux.netty.report.NumbersJson;
import dev.mcpmux.netty.report.StatusJson;
import dev.mcpmux.netty.report.Traces;
import dev.mcpmux.netty.socket.Control;
import dev.mcpmux.netty.socket.Handover;
import dev.mcpmux.netty.socket.HelloHandler;
import dev.mcpmux.netty.socket.HelloLookups;
import dev.mcpmux.netty.socket.PeerCredentials;
import dev.mcpmux.netty.socket.Reception;
import dev.mcpmux.netty.socket.SessionSocket;
import dev.mcpmux.netty.socket.Status;
import dev.mcpmux.netty.socket.TraceMaker;
import dev.mcpmux.netty.socket.WaysOut;
import dev.mcpmux.netty.upstream.Upstreams;
import dev.mcpmux.netty.usage.UsageJournal;
import dev.mcpmux.netty.usage.UsageKeeper;
import dev.mcpmux.netty.wire.Pipelines;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

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

  private static final long USAGE_WRITE_SECONDS = 2;
  private static final long STOP_LOOK_MILLIS = 10;
  private static final Duration STOP_RESERVE = Duration.ofSeconds(12);

  private final MuxServerBuilder options;
  private final SessionSocket socket;
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private final AtomicBoolean stopWanted = new AtomicBoolean();
  private final HttpSide http = new HttpSide(this::httpListener);

  /** The one in force. */
  private volatile MuxConfig config;

  private final LocalServers locals = new LocalServers();
  private IdleTimer idle;
  private Helper helper;
  private AwakeClock clock;
  private Lookups lookups;
  private ServerLogs logs;
  private Processes processes;
  private volatile EventLoop loop;
  private MuxDriver driver;
  private UsageKeeper usage;
  private Control control;
  private Reception reception;
  private MuxPages pages;
  private volatile Handover handover;

  MuxServer(MuxServerBuilder options) {
    this.options = options;
    this.config = options.mounts.over(options.config);
    this.socket = new SessionSocket(options.socket.orElse(null), options.inherited);
  }

  /**
   * @param socket where to listen; its directory is made (mode 0700) if need be
   */
  public static MuxServerBuilder builder(Path socket) {
    return new MuxServerBuilder(Optional.of(socket));
  }

  /**
   * One that listens nowhere: its sessions are those of {@link #openSession}. What it writes is in
   * a directory of its own that goes with it, unless the builder is told another.
   */
  public static MuxServerBuilder builder() {
    return new MuxServerBuilder(Optional.empty());
  }

  /**
   * Listens; sessions are served from then on. Also ends, in the background, what a daemon that was
   * killed has left running.
   *
   * @throws dev.mcpmux.netty.config.AlreadyRunningException when another one listens there
   * @throws IOException when a directory cannot be made or the socket cannot be bound
   */
  public void start() throws IOException {
    socket.prepare();
    options.directories.prepare();
    Descriptors.readLimit();
    logs = new ServerLogs(options.directories.makeLogs());
    ProcessLedger ledger = new ProcessLedger(options.directories.makeState());
    StateFiles states = new StateFiles(options.directories.state());
    helper = new Helper();
    processes = new Processes(options, ledger, states, helper, this::mayUnwrap);
    loop = MuxLoop.group(Channels.ioHandlerFactory(options.transport), this::loopBroken).next();
    BufferRoom.limit(config.limits().maxBufferBytes());
    clock = new AwakeClock(loop);
    lookups = new Lookups(loop, clock, () -> config.limits());
    try {
      listen(states);
    } catch (IOException | RuntimeException e) {
      stopWanted.set(true);
      socket.removeFile();
      end();
      throw e;
    }
    config.servers().keySet().forEach(this::logScope);
    processes.endLeftovers();
    loop.execute(idle::look);
  }

  /** What every server gets is a part of what tells processes apart: before the first session. */
  private void begin() {
    driver.begin(System.getProperty("user.home"), options.environment);
  }

  private void logScope(String server) {
    Log.info(
        server
            + " has the scope "
            + ServerFacts.explainScope(config.servers().get(server), config));
  }

  /** Ends all sessions and servers, removes the socket, and then completes. */
  public CompletionStage<Void> stop() {
    if (stopWanted.compareAndSet(false, true)) {
      if (loop == null) {
        closed.complete(null);
      } else {
        loop.execute(this::beginStop);
      }
    } else if (handover != null && !loop.isShuttingDown()) {
      try {
        loop.execute(handover::stopInstead);
      } catch (RejectedExecutionException e) {
        // it has ended meanwhile
      }
    }
    return closed;
  }

  /**
   * Ends as {@link #stop} does, once what is in flight is answered or {@link
   * Limits#drainTimeoutMillis} have passed. Sessions whose relay can do it go on at the next one.
   */
  public CompletionStage<Void> handOver() {
    loop.execute(this::beginHandover);
    return closed;
  }

  /** Returns false when it is not to be replaced. */
  private boolean beginHandover() {
    if (options.staysAtLeast.isEmpty()) {
      return false;
    }
    if (stopWanted.compareAndSet(false, true)) {
      idle.end();
      // who comes now waits for the next one, which takes longer than it waits for one that stops
      socket.close();
      helper.execute(socket::removeFile);
      if (http != null) {
        http.drain(() -> {}); // beside the others
      }
      handover.begin(this::beginStop);
    }
    return true;
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
    return pages.statusJson(name -> true);
  }

  /** What a program around it may show of it. To be asked when it has started. */
  public MuxPages pages() {
    return pages;
  }

  /**
   * Opens a session of this program, without a socket.
   *
   * @return the session when its server has been initialized; fails with a {@link
   *     SessionClosedException} when it is not let in
   * @throws IllegalStateException before {@link #start}
   */
  public CompletableFuture<McpSession> openSession(SessionOptions session) {
    if (loop == null) {
      throw new IllegalStateException("start comes first");
    }
    CompletableFuture<McpSession> opened = new CompletableFuture<>();
    LocalSessions sessions =
        new LocalSessions(
            driver,
            (asked, completed, unknown) ->
                HelloLookups.complete(lookups, config, asked, completed, unknown),
            locals);
    Runnable refuse = () -> sessions.refuse(session, opened, stopping());
    try {
      loop.execute(
          () -> {
            if (stopWanted.get()) {
              refuse.run();
            } else {
              sessions.open(session, opened);
            }
          });
    } catch (RejectedExecutionException e) {
      refuse.run();
    }
    return opened;
  }

  private static SessionClosedException stopping() {
    return new SessionClosedException("stopping", "mcpmux is stopping");
  }

  /** Where it listens on HTTP; empty when it does not. To be asked when it has started. */
  public Optional<String> httpUrl() {
    return http.url();
  }

  /**
   * Puts another config in force, see {@link dev.mcpmux.core.Mux#reconfigure}. The longest message
   * and the bounds of unsent bytes hold for sessions and processes that begin from then on; those
   * of the catalog's files hold from the next start.
   */
  public CompletionStage<ConfigChange> reconfigure(MuxConfig changed) {
    return onLoop(
        () -> {
          config = options.mounts.over(changed);
          BufferRoom.limit(changed.limits().maxBufferBytes());
          ConfigChange change = driver.reconfigure(config);
          change.added().forEach(this::logScope);
          change.changed().forEach(this::logScope);
          return change;
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
  public CompletionStage<Integer> reconfigureHttp(HttpConfig changed, @Nullable String token) {
    http.checkToken(token);
    return onLoop(() -> http.change(changed, token));
  }

  /**
   * Listens on HTTP as well from now on, if it did not from the start. Must not be called by the
   * event loop.
   *
   * @param token what each request must carry; null for nothing
   * @return its URL
   * @throws IOException when it listens already or stops, or the address cannot be had
   */
  public synchronized String listenHttp(HttpConfig where, @Nullable String token)
      throws IOException {
    HttpSide.Wanted wanted = new HttpSide.Wanted(where, token);
    HttpListener listener = http.bound(wanted);
    boolean begun =
        onLoop(() -> begin(listener, wanted))
            .toCompletableFuture()
            .exceptionally(
                e -> {
                  listener.close(); // the loop takes nothing any more
                  return false;
                })
            .join();
    if (!begun) {
      throw new IOException("the daemon is stopping");
    }
    return listener.url();
  }

  private boolean begin(HttpListener listener, HttpSide.Wanted wanted) {
    if (stopWanted.get()) {
      listener.close();
      return false;
    }
    http.use(listener, wanted);
    http.accept();
    return true;
  }

  private HttpListener httpListener(HttpSide.Wanted wanted) {
    HttpConfig where = wanted.where();
    StateFiles states = new StateFiles(options.directories.state());
    HttpHost host = new HttpHost(driver, lookups, options.environment, states, helper);
    HttpFront front =
        new HttpFront(clock, host, where, () -> config.limits().maxFrameBytes(), wanted.token());
    front.shows(new MetricsEndpoint(options.metricsPage, pages.status()::snapshot, helper, loop));
    front.load();
    return new HttpListener(driver, where, front, options.transport, helper);
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
    loop.execute(() -> idle.timeout(Optional.of(value).filter(chosen -> !chosen.isZero())));
  }

  /**
   * Writes down who uses what from now on, in files in {@code usage} of the state directory, which
   * somebody is to read and remove; at first it does not.
   *
   * @param whenMuch called by a helper thread when many of them are there; null for not to write
   */
  public void usage(@Nullable Runnable whenMuch) {
    loop.execute(() -> usage.turn(whenMuch));
  }

  /** Keeps this much of what passes for those who look later, from now on. */
  public void tapHistory(TapHistory value) {
    loop.execute(() -> control.tapHistory(value));
  }

  private <T> CompletionStage<T> onLoop(Supplier<T> question) {
    try {
      return CompletableFuture.supplyAsync(question, loop);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void listen(StateFiles states) throws IOException {
    Traces traces = new Traces(() -> config.limits());
    Lives lives = new Lives(traces);
    DaemonLog log =
        new DaemonLog(
            options.listener, new NoiseLog(logs, helper), lives, number -> driver.pid(number));
    Meter meter = new Meter(log, System::nanoTime);
    UsageJournal journal = new UsageJournal(options.directories.usage());
    usage = new UsageKeeper(loop, clock, helper, journal, meter);
    driver = driver(usage.usage(), states);
    driver.user(options.userEnvironment);
    driver.questionsAfter(LifeNumber.first(states));
    idle = new IdleTimer(driver, options.idleTimeout, this::onIdle);
    driver.onSessionsChanged(idle::look);
    Status status =
        new Status(
            driver,
            new NumbersJson(meter),
            new Lately(traces, logs),
            options.controlCalls,
            new StatusJson.Program(
                options.transport,
                options.directories.program(),
                number -> reception.relay(number)));
    WaysOut ways =
        new WaysOut(this::stop, this::beginHandover, options.staysAtLeast.orElse(Duration.ZERO));
    History history = new History(meter, System::currentTimeMillis);
    pages =
        new MuxPages(
            driver,
            helper,
            options.transport,
            new MuxPages.Shown(status, history, () -> control.feed()));
    control = new Control(driver, helper, usage.calls(options.controlCalls), status, ways);
    HelloLookups hellos =
        new HelloLookups(
            () -> config,
            options.controlCalls,
            new TraceMaker(options.directories.state()),
            lookups);
    PeerCredentials peers = PeerCredentials.ofOwner(options.directories.state());
    reception = new Reception(driver, peers, hellos, lives, control);
    handover = new Handover(driver, reception);
    socket.listen(
        loop.parent(),
        options.transport,
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
        });
    if (options.http.isPresent()) {
      http.use(http.bound(options.http.get()), options.http.get());
    }
    loop.execute(this::begin);
    pages.begin();
    loop.execute(http::accept);
    socket.accept();
  }

  private MuxDriver driver(MuxListener listener, StateFiles states) {
    Limits limits = config.limits();
    CatalogFiles catalog =
        new CatalogFiles(
            options.directories.catalog(),
            processes.stamp()::of,
            limits.maxCatalogEntries(),
            limits.maxCatalogAgeMillis());
    Storage storage = new Storage(loop, helper, lookups, states, catalog);
    return new MuxDriver(clock, config, listener, upstreams(), storage);
  }

  private Upstreams upstreams() {
    RemoteIo remotes =
        new RemoteIo(loop, clock, lookups::run, Channels.tcpChannels(loop), Buffers.ALLOCATOR);
    return new Upstreams(processes.starts(loop, lookups, logs), remotes, locals, helper, logs);
  }

  /** Ad-hoc commands, too, which have no name in the config. */
  private boolean mayUnwrap(String name) {
    ServerConfig server = config.servers().get(name);
    return server == null
        || server.launch() instanceof LaunchTemplate.Program program && program.unwrap();
  }

  private void onIdle() {
    if (stopWanted.compareAndSet(false, true)) {
      beginStop(); // at once: a session that is next in the loop's queue must not be opened first
    }
  }

  private void beginStop() {
    idle.end();
    socket.close();
    helper.execute(socket::removeFile);
    processes.stop();
    http.drain(this::endSessions);
  }

  private void endSessions() {
    reception.beginStop(handover != null && handover.goesOn());
    awaitEnd(System.nanoTime() + options.stopWaits.total().plus(STOP_RESERVE).toNanos());
  }

  private void awaitEnd(long givesUpAt) {
    boolean ended = driver.sessions() == 0 && driver.isIdle() && processes.haveEnded();
    if (!ended && System.nanoTime() - givesUpAt < 0) {
      loop.schedule(() -> awaitEnd(givesUpAt), STOP_LOOK_MILLIS, TimeUnit.MILLISECONDS);
      return;
    }
    if (!ended) {
      Log.warn("stopped although not everything has ended");
    }
    CompletableFuture.runAsync(usage.end(), helper)
        .orTimeout(USAGE_WRITE_SECONDS, TimeUnit.SECONDS) // a disk that hangs keeps nobody
        .whenComplete(
            (written, failure) -> {
              if (failure != null) {
                Log.warn("what was used last could not be written: " + failure);
              }
              helper.execute(this::leaveSocket);
            });
  }

  private void leaveSocket() {
    socket.removeFile();
    loop.execute(this::lastAct);
  }

  private void lastAct() {
    driver.releaseParked();
    control.endStop();
    http.close();
    pages.close();
    end();
  }

  /** Nothing is served ever again, while sockets and locks are still held. */
  private void loopBroken(Throwable cause) {
    Log.bug("the event loop has ended", cause);
    options.whenBroken.run();
    closed.complete(null);
  }

  private void end() {
    loop.parent()
        .shutdownGracefully(0, 1, TimeUnit.SECONDS)
        .addListener(
            terminated ->
                processes
                    .end()
                    .thenRun(
                        () -> {
                          helper.shutdown();
                          lookups.stop();
                          locals.stop();
                          options.directories.removeTemporary();
                          closed.complete(null);
                        }));
  }
}
