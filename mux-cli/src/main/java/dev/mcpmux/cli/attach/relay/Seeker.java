package dev.mcpmux.cli.attach.relay;

import dev.mcpmux.cli.attach.book.Failure;
import dev.mcpmux.cli.attach.book.Resumption;
import dev.mcpmux.cli.attach.book.SessionBook;
import dev.mcpmux.cli.system.ExitCode;

/** Finds the next daemon for a session that has lost one, and tells what waits if there is none. */
final class Seeker {

  private final Session session;
  private final Daemons daemons;

  Seeker(Session session, Daemons daemons) {
    this.session = session;
    this.daemons = daemons;
  }

  /** Opens the session with the next daemon; null if the session ends. */
  Answer.Open seek() throws InterruptedException {
    while (true) {
      Answer answer = daemons.connect(whenWanted());
      boolean ends = false;
      synchronized (session.book()) {
        if (answer instanceof Answer.Open open) {
          session.standing().opened(open);
          session.up().resume(open.daemon());
        } else if (answer instanceof Answer.Refused refused) {
          ends = beRefused(refused);
        } else if (answer instanceof Answer.None none) {
          beWithout(none);
        }
      }
      if (answer instanceof Answer.Open open) {
        session.up().flushInBackground();
        return open;
      }
      if (!session.down().client().flushOwed()) {
        session.ending().finish(ExitCode.OK);
      } else if (ends && answer instanceof Answer.Refused refused) {
        session.ending().finish(ExitCode.REFUSED, refused.message());
      }
      if (session.ending().isOver()) {
        return null;
      }
    }
  }

  /** Waits until a daemon is wanted, and gives what to resume the session with. */
  private String whenWanted() throws InterruptedException {
    SessionBook book = session.book();
    Standing standing = session.standing();
    long pause;
    synchronized (book) {
      while (standing.isSleeping() && !session.up().asks()) {
        book.wait();
      }
      if (standing.isSleeping()) {
        standing.wake();
      }
      pause = standing.pauseMillis();
    }
    Thread.sleep(pause);
    synchronized (book) {
      return book.resumption().offer(book.requests());
    }
  }

  private void beWithout(Answer.None none) {
    if (session.standing().isInVain()) {
      giveUp("no-daemon", none.why());
    } else {
      session.standing().pauseLonger();
    }
  }

  /** What waits is told why, and the next request is another try. */
  void giveUp(String reason, String why) {
    session.up().giveUp(new Failure(reason, why, false));
    session.standing().sleep();
  }

  /** What has waited for too long is told so, while a daemon is still sought. */
  void giveUpIfOverdue() {
    if (session.standing().isOverdue() && session.up().asks()) {
      session
          .up()
          .giveUp(
              new Failure(
                  "no-daemon",
                  "no mcpmux daemon could be had for 60 s; mcpmux doctor may say why",
                  false));
      session.standing().seekOn();
    }
  }

  /**
   * What waits is told why, and the next request is another try. One that does not understand the
   * value of another version gets the client's own initialize. A session that the client has not
   * even opened ends, as it would have with the first daemon.
   *
   * @return whether it ends
   */
  private boolean beRefused(Answer.Refused refused) {
    Resumption resumption = session.book().resumption();
    if (refused.reason().equals("unknown-resume") && resumption.dropValue()) {
      Ending.complain(
          "the session goes on without its subscriptions and log level, of which the next daemon"
              + " knows nothing");
      session.standing().pauseLonger();
      return false;
    }
    boolean ends = resumption.isOpening();
    giveUp(refused.reason(), refused.message());
    return ends;
  }
}
