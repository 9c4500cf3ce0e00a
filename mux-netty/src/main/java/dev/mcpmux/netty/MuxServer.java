package dev.mcpmux.netty;

import dev.mcpmux.core.ServerFacts;
import dev.mcpmux.core.api.session.McpSession;
import dev.mcpmux.core.api.session.SessionClosedException;
import dev.mcpmux.core.api.session.SessionOptions;
import dev.mcpmux.core.config.Limits;
import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.port.ConfigChange;
import dev.mcpmux.core.port.MuxStatus;
import dev.mcpmux.netty.config.HttpConfig;
import dev.mcpmux.netty.config.TapHistory;
import dev.mcpmux.netty.files.StateFiles;
import dev.mcpmux.netty.http.HttpFront;
import dev.mcpmux.netty.http.HttpHost;
import dev.mcpmux.netty.http.HttpListener;
import dev.mcpmux.netty.http.MetricsEndpoint;
import dev.mcpmux.netty.io.BufferRoom;
import dev.mcpmux.netty.io.Descriptors;
import dev.mcpmux.netty.log.Log;
import dev.mcpmux.netty.socket.SessionSocket;
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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * mcpmux inside a Java program. Begin with {@link #builder()}, {@link MuxServerBuilder#mount mount}
 * what is written in Java, {@link #start} it, and {@link #openSession open sessions}:
 *
 * <pre>{@code
 * MuxServer mux = MuxServer.builder().mount("greeter", ServerMount.of(greeter)).build();
 * mux.start();
 * try (McpSession session = mux.openSession(SessionOptions.server("greeter")).join()) {
 *   session.callTool("greet", arguments).join();
 * }
 * mux.stop().toCompletableFuture().join();
 * }</pre>
 *
 * With a socket ({@link #builder(Path)}) other programs attach to it as well, and with {@link
 * MuxServerBuilder#http} clients by HTTP. It starts programs as child processes when a session
 * needs them; {@link #stop} leaves neither process nor socket behind.
 *
 * <h2>Threads</h2>
 *
 * All methods may be called by any thread. One event loop thread does the work; it keeps the JVM
 * running until {@link #closed()}.
 *
 * <h2>Errors</h2>
 *
 * An instance is started once: what asks it for something before that fails with an {@link
 * IllegalStateException}, and so does a second start. To stop it twice is to stop it. After the
 * end, what returns a stage fails, and what returns nothing does nothing.
 */
public final class MuxServer {

  private final MuxServerBuilder options;
  private final SessionSocket socket;
  private final HttpSide http = new HttpSide(this::httpListener);
  private final WayOut wayOut;

  /** The one in force. */
  private volatile MuxConfig config;

  /** Null until it serves. */
  private volatile Threads threads;

  private volatile Served served;
  private volatile OwnSessions sessions;

  MuxServer(MuxServerBuilder options) {
    this.options = options;
    this.config = options.mounts.over(options.config);
    this.socket = new SessionSocket(options.socket.orElse(null), options.inherited);
    this.wayOut = new WayOut(options, socket, http);
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
    wayOut.starts();
    try {
      serve();
    } catch (IOException | RuntimeException | Error e) {
      wayOut.failed();
      throw e;
    }
    wayOut.started();
  }

  private void serve() throws IOException {
    socket.prepare();
    options.directories.prepare();
    Descriptors.readLimit();
    BufferRoom.limit(config.limits().maxBufferBytes());
    Assembly assembly = new Assembly(options, wayOut, () -> config);
    Threads begun = assembly.threads(this::loopBroken);
    wayOut.has(begun);
    threads = begun;
    Served made = assembly.served(begun);
    sessions = new OwnSessions(wayOut, begun, made.driver(), () -> config);
    wayOut.serves(made);
    served = made; // last, as who sees it may ask for all of it
    listen(begun.loop(), assembly.connections(made, begun.helper()));
    config.servers().keySet().forEach(this::logScope);
    begun.processes().endLeftovers();
    begun.loop().execute(served.idle()::look);
  }

  private void listen(EventLoop loop, ChannelInitializer<Channel> connections) throws IOException {
    socket.listen(loop.parent(), options.transport, connections);
    if (options.http.isPresent()) {
      http.use(http.bound(options.http.get()), options.http.get());
    }
    loop.execute(this::begin);
    served.pages().begin();
    loop.execute(http::accept);
    socket.accept();
  }

  /** What every server gets is a part of what tells processes apart: before the first session. */
  private void begin() {
    served.driver().begin(System.getProperty("user.home"), options.environment);
  }

  private void logScope(String server) {
    Log.info(
        server
            + " has the scope "
            + ServerFacts.explainScope(config.servers().get(server), config));
  }

  /** Ends all sessions and servers, removes the socket, and then completes. */
  public CompletionStage<Void> stop() {
    return wayOut.stop();
  }

  /**
   * Ends as {@link #stop} does, once what is in flight is answered or {@link
   * Limits#drainTimeoutMillis} have passed. Sessions whose relay can do it go on at the next one.
   */
  public CompletionStage<Void> handOver() {
    served();
    return wayOut.handOver();
  }

  /** Completes when it has ended, for whatever reason. */
  public CompletionStage<Void> closed() {
    return wayOut.closed();
  }

  /** What it is doing right now; fails when it has ended. */
  public CompletionStage<MuxStatus> status() {
    return onLoop(() -> served.driver().status());
  }

  /** The same as JSON in one line, as {@code mcpmux status --json} prints it. */
  public CompletionStage<String> statusJson() {
    return pages().statusJson(name -> true);
  }

  /** What a program around it may show of it. To be asked when it has started. */
  public MuxPages pages() {
    return served().pages();
  }

  /** What it serves with. */
  private Served served() {
    Served now = served;
    if (now == null) {
      throw new IllegalStateException("start comes first");
    }
    return now;
  }

  /**
   * Opens a session of this program, without a socket.
   *
   * @return the session when its server has been initialized; fails with a {@link
   *     SessionClosedException} when it is not let in
   * @throws IllegalStateException before {@link #start}
   */
  public CompletableFuture<McpSession> openSession(SessionOptions session) {
    served();
    return sessions.open(session);
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
          served.embedder().use(config.aggregate().model());
          ConfigChange change = served.driver().reconfigure(config);
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
    served();
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
    served();
    if (threads.loop().inEventLoop()) {
      throw new IllegalStateException("the event loop would wait for itself");
    }
    if (wayOut.isWanted()) {
      throw new IOException("the daemon is stopping");
    }
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
    if (wayOut.isWanted()) {
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
    HttpHost host =
        new HttpHost(
            served.driver(), threads.lookups(), options.environment, states, threads.helper());
    HttpFront front =
        new HttpFront(
            threads.clock(), host, where, () -> config.limits().maxFrameBytes(), wanted.token());
    front.shows(
        new MetricsEndpoint(
            options.metricsPage,
            served.pages().status()::snapshot,
            threads.helper(),
            threads.loop()));
    front.load();
    return new HttpListener(served.driver(), where, front, options.transport, threads.helper());
  }

  /**
   * Uses a certificate for connections over HTTPS that begin from now on. Must not be called by the
   * event loop, as it reads files.
   *
   * @throws IOException when it cannot be used; the one before stays
   */
  public CompletionStage<Void> reconfigureTls(HttpConfig.Tls certificate) throws IOException {
    served();
    Runnable change = http.read(certificate);
    return onLoop(
        () -> {
          change.run();
          return null;
        });
  }

  /** Stops by itself after so long without a session from now on; zero for never. */
  public void idleTimeout(Duration value) {
    tell(() -> served.idle().timeout(Optional.of(value).filter(chosen -> !chosen.isZero())));
  }

  /**
   * Writes down who uses what from now on, in files in {@code usage} of the state directory, which
   * somebody is to read and remove; at first it does not.
   *
   * @param whenMuch called by a helper thread when many of them are there; null for not to write
   */
  public void usage(@Nullable Runnable whenMuch) {
    tell(() -> served.usage().turn(whenMuch));
  }

  /** Keeps this much of what passes for those who look later, from now on. */
  public void tapHistory(TapHistory value) {
    tell(() -> served.control().tapHistory(value));
  }

  private <T> CompletionStage<T> onLoop(Supplier<T> question) {
    served();
    try {
      return CompletableFuture.supplyAsync(question, threads.loop());
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void tell(Runnable change) {
    served();
    try {
      threads.loop().execute(change);
    } catch (RejectedExecutionException e) {
      // it has ended, and nothing of it is left to change
    }
  }

  void loopBroken(Throwable cause) {
    wayOut.loopBroken(cause);
  }
}
