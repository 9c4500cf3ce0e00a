package dev.mcpmux.cli.attach.relay;

import dev.mcpmux.cli.attach.relay.Standing.Open;

/** Asks a daemon that says nothing whether it is there, and has one ended that does not answer. */
final class HangWatch {

  private final Session session;
  private final Daemons daemons;
  private final Watch watch = new Watch();

  /** Whose silence is measured. */
  private Open watched;

  private boolean checking;

  /** One that was ended, or perhaps is now; null for none. */
  private Open hung;

  HangWatch(Session session, Daemons daemons) {
    this.session = session;
    this.daemons = daemons;
  }

  /** Whether that was the end of this daemon. */
  boolean hasEnded(Open daemon) {
    return hung == daemon;
  }

  /** Looks how long this daemon has been silent. */
  void look(Open daemon) {
    if (!daemon.resumes() || checking) {
      return;
    }
    if (watched != daemon) {
      watched = daemon;
      watch.begin();
    }
    DaemonToClient down = session.down();
    boolean waits = session.book().requests().count() > 0 || session.up().waits();
    switch (watch.look(System.nanoTime(), down.heardNanos(), waits && down.isReading())) {
      case ASK -> {
        if (!down.isHandover()) {
          session.up().ping();
          session.up().flushInBackground();
        }
      }
      case CHECK -> check(daemon);
      default -> {}
    }
  }

  private void check(Open daemon) {
    checking = true;
    hung = daemon; // for now: its end may be seen before the answer
    new Worker(session.ending()) {
      @Override
      void work() {
        boolean lives = daemons.endIfHung(daemon.pid());
        synchronized (session.book()) {
          checking = false;
          if (lives) {
            hung = null;
          } else if (session.standing().open() == daemon) {
            daemon.close();
          }
        }
      }
    }.begin();
  }
}
