package dev.mcpmux.cli.attach.relay;

import dev.mcpmux.cli.system.ExitCode;

/** Looks at the time: does what is due without anything having come. */
final class TimeKeeper {

  /** How long a daemon may be silent after the client's input has ended. */
  private static final long END_MILLIS = 30_000;

  private final Session session;
  private final Seeker seeker;
  private final HangWatch hangs;
  private final Alarm alarm;

  /** Since when the daemon, told that the client's input has ended, could be heard; 0 before. */
  private long endNanos;

  TimeKeeper(Session session, Seeker seeker, HangWatch hangs, Alarm alarm) {
    this.session = session;
    this.seeker = seeker;
    this.hangs = hangs;
    this.alarm = alarm;
  }

  /** Returns the exit code when the session is over. */
  int await() throws InterruptedException {
    while (true) {
      synchronized (session.book()) {
        if (!session.ending().isOver()) {
          beOnTime();
        }
        alarm.set(patienceMillis());
      }
      boolean clientGone = !session.down().client().flushOwed();
      Integer exitCode = session.ending().exitCode();
      if (exitCode != null) {
        session.down().client().finish();
        return exitCode;
      }
      if (clientGone) {
        return ExitCode.OK;
      }
      alarm.await();
    }
  }

  /** How long nothing has to be looked at if nothing happens; 0 for ever. */
  private long patienceMillis() {
    boolean open = session.standing().open() != null;
    if (open && session.up().isEndSaid()) {
      return 1_000;
    }
    if (!open && session.up().isOver()) {
      return 50;
    }
    boolean waits = session.book().requests().count() > 0 || session.up().waits();
    return waits && !session.standing().isSleeping() ? Watch.SLICE_MILLIS : 0;
  }

  private void beOnTime() {
    Standing.Open open = session.standing().open();
    if (open == null) {
      if (isDone()) {
        session.ending().finish(ExitCode.OK);
      } else {
        seeker.giveUpIfOverdue();
      }
    } else if (session.up().isEndSaid()) {
      endIfSilent();
    } else {
      hangs.look(open);
    }
  }

  /** Whether the client has ended and has got all that it asked for. */
  private boolean isDone() {
    return session.up().isOver()
        && session.book().clientsAsked() == 0
        && session.down().client().isSilent();
  }

  private void endIfSilent() {
    long now = System.nanoTime();
    if (endNanos == 0 || !session.down().isReading()) {
      endNanos = now; // while the client takes its words, the daemon may have to wait
    }
    long last = Math.max(endNanos, session.down().heardNanos());
    if ((now - last) / 1_000_000 >= END_MILLIS) {
      session
          .ending()
          .finish(
              ExitCode.SESSION_CLOSED,
              "the daemon has said nothing for "
                  + END_MILLIS / 1000
                  + " s since the end of the input, so this session ends");
    }
  }
}
