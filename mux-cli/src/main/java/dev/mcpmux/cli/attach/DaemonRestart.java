package dev.mcpmux.cli.attach;

import dev.mcpmux.cli.home.DaemonControl;
import dev.mcpmux.cli.home.DaemonSocket;
import dev.mcpmux.cli.home.Home;
import dev.mcpmux.cli.system.ProcessEnd;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;

/**
 * Has one daemon take the place of another. The start lock is held from before the one ends until
 * the other accepts, so that no relay starts one of its own version between them.
 */
public final class DaemonRestart {

  private static final long POLL_MILLIS = 20;
  private static final Duration LOCK_PATIENCE = Duration.ofSeconds(130);
  private static final Duration START_PATIENCE = Duration.ofSeconds(60);

  /** Requests in flight are waited for by the daemon, and then servers that do not want to end. */
  private static final Duration END_PATIENCE = Duration.ofMinutes(10);

  private final Home home;
  private final Map<String, String> environment;

  public DaemonRestart(Home home, Map<String, String> environment) {
    this.home = home;
    this.environment = environment;
  }

  /**
   * What has become of it.
   *
   * @param before the pid of the daemon that has ended
   */
  public record Done(long before) {}

  /**
   * Ends the daemon that runs and starts the one of this distribution; null when none runs.
   *
   * @throws IOException when the one does not end or the other does not start
   */
  public Done run() throws IOException, InterruptedException {
    try (StartLock lock = new StartLock(home.startLock())) {
      await(lock::take, LOCK_PATIENCE, "another mcpmux is starting the daemon");
      lock.begin();
      long before;
      try (DaemonControl end = end()) {
        if (end == null) {
          return null;
        }
        before = Long.parseLong(end.member("pid"));
        // beside the end of the other, for which it waits a while
        start(lock, before);
      }
      return new Done(before);
    }
  }

  /** A daemon of before there was a handover is stopped. */
  private DaemonControl end() throws IOException {
    try {
      return DaemonControl.call(home, "handover");
    } catch (DaemonControl.RefusedException e) {
      if (e.reason().equals("bad-hello")) {
        return DaemonControl.call(home, "stop");
      }
      throw e;
    }
  }

  /**
   * @param before the daemon that is about to end
   */
  private void start(StartLock lock, long before) throws IOException, InterruptedException {
    DaemonProcess daemon = DaemonProcess.start(home, environment);
    try {
      long deadline = System.nanoTime() + END_PATIENCE.toNanos();
      while (ProcessEnd.runs(before)) {
        if (System.nanoTime() - deadline > 0) {
          throw new IOException("the daemon (pid " + before + ") does not end");
        }
        check(daemon, lock);
        Thread.sleep(POLL_MILLIS);
      }
      deadline = System.nanoTime() + START_PATIENCE.toNanos();
      while (!accepts()) {
        if (System.nanoTime() - deadline > 0) {
          throw new IOException("the new daemon does not accept sessions; see " + home.daemonLog());
        }
        if (check(daemon, lock)) { // it has not waited long enough for the one before
          daemon.letGo();
          daemon = DaemonProcess.start(home, environment);
        }
        Thread.sleep(POLL_MILLIS);
      }
    } finally {
      daemon.letGo();
    }
  }

  private boolean accepts() throws IOException {
    SocketChannel channel = DaemonSocket.connect(home);
    if (channel != null) {
      channel.close();
    }
    return channel != null;
  }

  /** Whether it has ended in order. */
  private static boolean check(DaemonProcess daemon, StartLock lock) throws IOException {
    if (daemon.hasEnded() && !daemon.endedInOrder()) {
      lock.failed(daemon.failure());
      throw new IOException("the new daemon does not start: " + daemon.failure());
    }
    return daemon.hasEnded();
  }

  private interface Condition {
    boolean holds() throws IOException;
  }

  private static void await(Condition condition, Duration patience, String otherwise)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() - deadline > 0) {
        throw new IOException(otherwise);
      }
      Thread.sleep(POLL_MILLIS);
    }
  }
}
