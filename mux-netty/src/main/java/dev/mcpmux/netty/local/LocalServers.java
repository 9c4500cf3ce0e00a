package dev.mcpmux.netty.local;

import dev.mcpmux.core.api.session.McpSession;
import dev.mcpmux.core.api.session.SessionClosedException;
import dev.mcpmux.core.api.session.SessionOptions;
import dev.mcpmux.core.peer.SessionPeer;
import dev.mcpmux.core.peer.SureExecutor;
import dev.mcpmux.core.port.InProcessLaunch;
import dev.mcpmux.netty.drive.MuxDriver;
import dev.mcpmux.netty.drive.UpstreamLink;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Begins connections with servers that are objects of this process, and has the threads for those
 * that bring none: as many as work at one time, which each connection bounds, and none when idle.
 */
public final class LocalServers {

  private static final long IDLE_SECONDS = 10;
  private static final AtomicInteger COUNT = new AtomicInteger();

  /** Bytes of the requests of all connections. */
  private final AtomicLong held = new AtomicLong();

  /** Those that wait to be opened, and where they call back. */
  private final Map<CompletableFuture<McpSession>, SureExecutor> opening =
      new ConcurrentHashMap<>();

  /** Those that are open. */
  private final Set<SessionPeer> sessions = ConcurrentHashMap.newKeySet();

  private final Set<ServerConnection> connections = ConcurrentHashMap.newKeySet();
  private ExecutorService pool;

  /** Event loop only. */
  public UpstreamLink start(MuxDriver driver, int number, String server, InProcessLaunch launch) {
    Executor executor = launch.mount().executor().orElseGet(this::pool);
    ServerConnection.Means means =
        new ServerConnection.Means(
            executor,
            new SureExecutor(executor, this::pool),
            driver.limits().maxFrameBytes(),
            new Room(held, driver.limits().maxFrameBytes()),
            connections);
    LocalUpstreamLink link = new LocalUpstreamLink(number, server, driver, launch, means);
    driver.loop().execute(link::begin);
    return link;
  }

  /** Where a session calls back. */
  SureExecutor callbacks(SessionOptions options) {
    return new SureExecutor(options.executor().orElseGet(this::pool), this::pool);
  }

  /** Threads for whoever brings none. */
  private synchronized Executor pool() {
    if (pool == null) {
      pool =
          new ThreadPoolExecutor(
              0,
              Integer.MAX_VALUE,
              IDLE_SECONDS,
              TimeUnit.SECONDS,
              new SynchronousQueue<>(),
              LocalServers::thread);
    }
    return pool;
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "mcpmux-handler-" + COUNT.incrementAndGet());
    thread.setDaemon(true);
    return thread;
  }

  /** It is to be opened, or to fail. */
  void opening(CompletableFuture<McpSession> session, SureExecutor executor) {
    opening.put(session, executor);
    session.whenComplete((opened, failure) -> opening.remove(session));
  }

  /** It is open until it says otherwise. */
  void opened(SessionPeer session) {
    sessions.add(session);
    session.closed().thenRun(() -> sessions.remove(session));
  }

  /**
   * The event loop has ended: what still waits for something from it waits no more. What runs comes
   * to its end, and nothing more begins.
   */
  public void stop() {
    SessionClosedException stopped = new SessionClosedException("stopping", "mcpmux has stopped");
    opening.forEach(
        (session, executor) -> executor.execute(() -> session.completeExceptionally(stopped)));
    sessions.forEach(session -> session.onEnd(stopped));
    connections.forEach(ServerConnection::close);
    synchronized (this) {
      ((ExecutorService) pool()).shutdown(); // made where there was none: it takes nothing
    }
  }
}
