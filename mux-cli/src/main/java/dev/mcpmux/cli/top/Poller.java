package dev.mcpmux.cli.top;

import dev.mcpmux.cli.home.DaemonControl;
import dev.mcpmux.cli.home.Home;
import dev.mcpmux.cli.logs.Logs;
import dev.mcpmux.cli.measure.PacedStatus;
import dev.mcpmux.cli.text.Failures;
import dev.mcpmux.netty.LogFiles;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Asks the daemon again and again, on a thread of its own. */
final class Poller extends Thread {

  /** Who wants to know. */
  interface Listener {
    void answered(Snapshot snapshot) throws InterruptedException;

    /**
     * @param why for people
     */
    void lost(String why) throws InterruptedException;
  }

  private static final long PATIENCE_MILLIS = 5000;
  private static final int LOG_LINES = 20;

  private final Home home;
  private final Duration pause;
  private final Listener listener;
  private final PacedStatus status = new PacedStatus();
  private final Semaphore wish = new Semaphore(0);
  private volatile String logged;

  Poller(Home home, Duration pause, Listener listener) {
    super("poll");
    this.home = home;
    this.pause = pause;
    this.listener = listener;
    setDaemon(true);
  }

  /** From now on that server's log is looked at as well; null for none. */
  void log(String server) {
    logged = server;
  }

  /** Asks now, and does not wait for the next time. */
  void hurry() {
    wish.release();
  }

  /** Null when no daemon runs. */
  Snapshot ask() throws IOException {
    try (DaemonControl control = DaemonControl.call(home, "status", null, PATIENCE_MILLIS)) {
      if (control == null) {
        return null;
      }
      String json = status.of(control.answer());
      return Snapshot.of(json, System.nanoTime(), status.measuredAt(), lastLines());
    }
  }

  private List<String> lastLines() {
    String server = logged;
    if (server == null) {
      return List.of();
    }
    try {
      return new Logs(home.logs(), LogFiles.of(home.logs(), server)).last(LOG_LINES);
    } catch (IOException e) {
      return List.of(Failures.describe(e));
    }
  }

  @Override
  public void run() {
    try {
      while (true) {
        look();
        wish.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS);
        wish.drainPermits();
      }
    } catch (InterruptedException e) {
      // nobody looks any more
    }
  }

  private void look() throws InterruptedException {
    Snapshot snapshot;
    try {
      snapshot = ask();
    } catch (IOException | RuntimeException e) {
      listener.lost("The daemon does not answer: " + Failures.describe(e));
      return;
    }
    if (snapshot == null) {
      listener.lost("No daemon runs; this goes on when there is one. q quits.");
    } else {
      listener.answered(snapshot);
    }
  }
}
