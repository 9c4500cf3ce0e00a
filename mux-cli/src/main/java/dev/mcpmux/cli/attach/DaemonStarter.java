package dev.mcpmux.cli.attach;

import dev.mcpmux.cli.home.DaemonSocket;
import dev.mcpmux.cli.home.Home;
import dev.mcpmux.cli.system.PrivateDirectory;
import dev.mcpmux.cli.text.Failures;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.Map;

/**
 * Connects to the daemon and starts one if there is none. Of several relays one gets the start
 * lock; the others wait for its daemon's socket, or for the lock if it gives up.
 */
final class DaemonStarter {

  /** Daemons that somebody killed while they started, after which no other is. */
  private static final int MAX_KILLED = 3;

  private final Home home;
  private final Map<String, String> environment;
  private final long startMillis;
  private long refusedNanos;

  /**
   * @param hasFallback whether something else can be run if there is no daemon
   */
  DaemonStarter(Home home, Map<String, String> environment, boolean hasFallback) {
    this.startMillis = Patience.startMillis(hasFallback);
    this.home = home;
    this.environment = environment;
  }

  /** A connection to a daemon that accepts. */
  SocketChannel connect() throws DaemonUnavailable {
    try {
      SocketChannel channel = DaemonSocket.connect(home);
      return channel != null ? channel : start();
    } catch (IOException e) {
      throw new DaemonUnavailable(Failures.describe(e));
    }
  }

  /**
   * Waits a moment because a daemon is about to go.
   *
   * @param stopping whether it said so, and may have something to finish for a while
   * @throws DaemonUnavailable when it has been long enough
   */
  void pause(boolean stopping) throws DaemonUnavailable {
    if (refusedNanos == 0) {
      refusedNanos = System.nanoTime();
    }
    long waited = millisSince(refusedNanos);
    long limit = stopping ? startMillis : Patience.REFUSAL_MILLIS;
    pause(waited, limit, Patience.pauseMillis(waited));
  }

  private void pause(long waited, long limit, long millis) throws DaemonUnavailable {
    if (waited >= limit) {
      throw new DaemonUnavailable(
          "no daemon took the session within " + limit / 1000 + " s; see " + home.daemonLog());
    }
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new DaemonUnavailable("interrupted");
    }
  }

  private static long millisSince(long nanos) {
    return (System.nanoTime() - nanos) / 1_000_000;
  }

  private SocketChannel start() throws IOException, DaemonUnavailable {
    PrivateDirectory.create(home.runtime());
    PrivateDirectory.create(home.socket().getParent());
    DaemonProcess daemon = null;
    int killed = 0;
    long began = System.nanoTime();
    try (StartLock lock = new StartLock(home.startLock())) {
      while (true) {
        // before the check of the socket: whoever held it may have started one meanwhile
        boolean mine = lock.take();
        SocketChannel channel = DaemonSocket.connect(home);
        if (channel != null) {
          return channel;
        }
        if (mine && daemon == null) {
          daemon = begin(lock);
        } else if (daemon != null && daemon.hasEnded()) {
          if (!daemon.endedInOrder() && !(daemon.wasKilled() && ++killed < MAX_KILLED)) {
            lock.failed(daemon.failure());
            throw new DaemonUnavailable(daemon.failure());
          }
          daemon = null;
        }
        long waited = millisSince(began);
        // there is one that starts it, and there may be a hundred that wait
        pause(waited, startMillis, Patience.pauseMillis(mine ? 0 : waited));
      }
    } finally {
      if (daemon != null) {
        daemon.letGo();
      }
    }
  }

  private DaemonProcess begin(StartLock lock) throws IOException, DaemonUnavailable {
    String failure = lock.failure();
    if (failure != null) {
      throw new DaemonUnavailable(failure);
    }
    lock.begin();
    return DaemonProcess.start(home, environment);
  }
}
