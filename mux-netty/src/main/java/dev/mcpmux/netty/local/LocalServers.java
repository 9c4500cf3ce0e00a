package dev.mcpmux.netty.local;

import dev.mcpmux.core.api.session.SessionOptions;
import dev.mcpmux.core.port.InProcessLaunch;
import dev.mcpmux.netty.drive.MuxDriver;
import dev.mcpmux.netty.drive.UpstreamLink;
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

  private ExecutorService pool;

  /** Event loop only. */
  public UpstreamLink start(MuxDriver driver, int number, String server, InProcessLaunch launch) {
    Executor executor = launch.mount().executor().orElseGet(this::pool);
    ServerConnection.Means means =
        new ServerConnection.Means(
            executor,
            new SureExecutor(executor, this::pool),
            driver.limits().maxFrameBytes(),
            new Room(held));
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

  /** What still runs comes to its end; nothing more begins. */
  public synchronized void stop() {
    ((ExecutorService) pool()).shutdown(); // made where there was none: it takes nothing
  }
}
