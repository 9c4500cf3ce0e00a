package dev.mcpmux.cli.attach.relay;

import dev.mcpmux.cli.attach.book.Failure;
import dev.mcpmux.cli.attach.relay.ControlLines.Close;
import dev.mcpmux.cli.attach.relay.DaemonToClient.End;
import dev.mcpmux.cli.system.ExitCode;

/** Reads from the daemon, and goes for the next one when that is lost. */
final class Follower {

  private final Session session;
  private final Daemons daemons;
  private final Seeker seeker;
  private final HangWatch hangs;

  Follower(Session session, Daemons daemons, Seeker seeker, HangWatch hangs) {
    this.session = session;
    this.daemons = daemons;
    this.seeker = seeker;
    this.hangs = hangs;
  }

  /** Returns when the session ends. */
  void follow(Answer.Open first) throws InterruptedException {
    Answer.Open daemon = first;
    while (daemon != null) {
      End end = session.down().run(daemon.daemon(), daemon.rest());
      if (end == End.CLIENT_GONE) {
        session.ending().finish(ExitCode.OK);
        return;
      }
      if (end == End.FAREWELL) {
        sayFarewell();
      } else {
        daemon = lose(end) ? seeker.seek() : null;
      }
    }
  }

  private void sayFarewell() {
    synchronized (session.book()) {
      session.up().handOver();
    }
    session.up().flushInBackground();
  }

  /**
   * The daemon is no more, or wants no more of this session.
   *
   * @return whether the session goes on
   */
  private boolean lose(End end) throws InterruptedException {
    Close close = end == End.CLOSED ? session.down().close() : null;
    boolean handover = session.down().isHandover();
    boolean failed =
        close != null
            && (close.reason().equals("internal-error")
                || close.reason().equals("connection-failed"));
    Standing.Open lost;
    boolean resumable;
    synchronized (session.book()) {
      lost = session.standing().open();
      resumable = !session.up().isEndSaid() && session.book().resumption().isPossible();
      if (close != null
          && !(resumable && (handover || failed || close.reason().equals("stopping")))) {
        closed(close);
        return false;
      }
      lost.close();
      session.up().lost(failure(lost, handover || close != null));
      session.book().cancelQuestions();
      session.book().resumption().takeNotReplayed(); // that says nothing of the next daemon
      if (resumable) {
        // a close line behind a farewell says that no other daemon follows
        session.standing().lost(close == null || failed || session.up().asks());
      } else {
        session.up().giveUp(Failure.IN_PART);
      }
      if (resumable && end == End.NOT_REPLAYED) {
        seeker.giveUp(
            "not-resumed",
            "the next mcpmux daemon could not open this session again; the next request is another"
                + " try");
      }
    }
    if (!session.down().lost()) {
      session.ending().finish(ExitCode.OK);
    } else if (!resumable) {
      ended(lost.pid());
    }
    return !session.ending().isOver();
  }

  private Failure failure(Standing.Open lost, boolean replaced) {
    return hangs.hasEnded(lost) ? Failure.HUNG : replaced ? Failure.REPLACED : Failure.GONE;
  }

  /** The daemon has closed the session for good. */
  private void closed(Close close) {
    switch (close.reason()) {
      case "end-of-input" -> session.ending().finish(ExitCode.OK);
      case "stopping" -> session.ending().finish(ExitCode.DAEMON_GONE, close.message());
      default -> session.ending().finish(ExitCode.SESSION_CLOSED, close.message());
    }
  }

  /** The connection has ended without a word, which does not yet mean that the daemon has. */
  private void ended(String pid) {
    if (daemons.isThere(pid)) {
      session
          .ending()
          .finish(
              ExitCode.SESSION_CLOSED,
              "the daemon has closed this session's connection (its log may say why)");
    } else {
      session
          .ending()
          .finish(
              ExitCode.DAEMON_GONE,
              "the daemon has gone away, and this session with it (its log may say why)");
    }
  }
}
