package dev.mcpmux.cli.attach;

import dev.mcpmux.cli.DaemonSocket;
import dev.mcpmux.cli.Failures;
import dev.mcpmux.cli.Home;
import dev.mcpmux.cli.PrivateDirectory;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Connects to the daemon and starts one if there is none. Of several relays one gets the start
 * lock; the others wait for its daemon's socket, or for the lock if it gives up.
 */
final class DaemonStarter {

  private static final long WAIT_SECONDS = 20;
  private static final long POLL_MILLIS = 10;

  private final Home home;
  private final Map<String, String> environment;
  private final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);

  DaemonStarter(Home home, Map<String, String> environment) {
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
   * @throws DaemonUnavailable when it has been long enough
   */
  void pause() throws DaemonUnavailable {
    if (System.nanoTime() - deadline > 0) {
      throw new DaemonUnavailable(
          "no daemon took the session within " + WAIT_SECONDS + " s; see " + home.daemonLog());
    }
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      throw new DaemonUnavailable("interrupted");
    }
  }

  private SocketChannel start() throws IOException, DaemonUnavailable {
    PrivateDirectory.create(home.runtime());
    PrivateDirectory.create(home.socket().getParent());
    DaemonProcess daemon = null;
    boolean locked = false;
    try (FileChannel lock =
        FileChannel.open(home.startLock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      while (true) {
        // before the check of the socket: whoever held it may have started one meanwhile
        locked = locked || lock.tryLock() != null;
        SocketChannel channel = DaemonSocket.connect(home);
        if (channel != null) {
          return channel;
        }
        if (locked && daemon == null) {
          daemon = DaemonProcess.start(home, environment);
        } else if (daemon != null && daemon.hasEnded()) {
          if (!daemon.endedInOrder()) {
            throw new DaemonUnavailable(daemon.failure());
          }
          daemon = null;
        }
        pause();
      }
    }
  }
}
