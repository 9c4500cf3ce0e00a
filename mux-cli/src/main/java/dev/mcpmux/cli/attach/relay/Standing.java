package dev.mcpmux.cli.attach.relay;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.ThreadLocalRandom;

/** How the session stands with daemons, and how patient it is with them. */
final class Standing {

  /** How long requests wait for a daemon. */
  private static final long NO_DAEMON_MILLIS = 60_000;

  private static final long MIN_PAUSE_MILLIS = 100;
  private static final long MAX_PAUSE_MILLIS = 5_000;

  /** A daemon that has been there for so long was none that fails at once. */
  private static final long STABLE_MILLIS = 3_000;

  /** One of three. */
  sealed interface Phase permits Open, Seeking, Sleeping {}

  /** There is a daemon. */
  record Open(Answer.Open daemon, long sinceNanos) implements Phase {

    SocketChannel channel() {
      return daemon.daemon();
    }

    String pid() {
      return daemon.pid();
    }

    boolean resumes() {
      return daemon.resumes();
    }

    void close() {
      try {
        channel().close();
      } catch (IOException e) {
        // it is gone
      }
    }
  }

  /** There will be one. */
  record Seeking(long sinceNanos) implements Phase {}

  /** There will be one when the client asks for something. */
  record Sleeping() implements Phase {}

  private final Alarm alarm;
  private Phase phase = new Sleeping();

  /** Requests have waited in vain, so the next ones do not wait for long. */
  private boolean gaveUp;

  /** Before the next try. */
  private long pause;

  Standing(Alarm alarm) {
    this.alarm = alarm;
  }

  private void become(Phase next) {
    phase = next;
    alarm.nudge(); // other times count now
  }

  private static long millisSince(long nanos) {
    return (System.nanoTime() - nanos) / 1_000_000;
  }

  /** The daemon that there is; null for none. */
  Open open() {
    return phase instanceof Open open ? open : null;
  }

  boolean isSleeping() {
    return phase instanceof Sleeping;
  }

  /** Whether requests have waited for so long that they get an error. */
  boolean isOverdue() {
    return phase instanceof Seeking seeking
        && millisSince(seeking.sinceNanos()) >= NO_DAEMON_MILLIS;
  }

  /** Whether another try is in vain. */
  boolean isInVain() {
    return gaveUp || isOverdue();
  }

  void opened(Answer.Open daemon) {
    become(new Open(daemon, System.nanoTime()));
    gaveUp = false;
  }

  /** The daemon is lost, and another is sought now or later. */
  void lost(boolean atOnce) {
    if (phase instanceof Open open && millisSince(open.sinceNanos()) >= STABLE_MILLIS) {
      pause = 0;
    } else {
      pauseLonger();
    }
    become(atOnce ? new Seeking(System.nanoTime()) : new Sleeping());
  }

  /** The client has asked for something. */
  void wake() {
    become(new Seeking(System.nanoTime()));
    pause = 0;
  }

  /** What waits was told that there is no daemon, and another is sought when it is asked for. */
  void sleep() {
    gaveUp = true;
    become(new Sleeping());
  }

  /** What waits was told so, and another is sought all the same. */
  void seekOn() {
    gaveUp = true;
    become(new Seeking(System.nanoTime()));
  }

  void pauseLonger() {
    pause = Math.min(Math.max(2 * pause, MIN_PAUSE_MILLIS), MAX_PAUSE_MILLIS);
  }

  /**
   * Half as long or half as long again: those who have lost the same daemon do not all come at
   * once.
   */
  long pauseMillis() {
    return pause == 0 ? 0 : pause / 2 + ThreadLocalRandom.current().nextLong(pause);
  }
}
