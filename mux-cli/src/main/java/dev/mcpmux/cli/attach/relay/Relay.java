package dev.mcpmux.cli.attach.relay;

import dev.mcpmux.cli.attach.book.SessionBook;
import dev.mcpmux.cli.system.ExitCode;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.nio.ByteBuffer;

/**
 * One open session, until the client ends it: a thread for each direction, with a buffer of its
 * own, and one that looks at the time. A frame of any size passes; what is held of it is bounded.
 */
public final class Relay {

  private final Alarm alarm = new Alarm();
  private final Session session;
  private final Seeker seeker;
  private final HangWatch hangs;
  private final Follower follower;

  private Relay(Daemons daemons) {
    SessionBook book = new SessionBook();
    Ending ending = new Ending(alarm);
    ClientWriter client =
        new ClientWriter(new FileOutputStream(FileDescriptor.out).getChannel(), book);
    this.session =
        new Session(
            book,
            new ClientToDaemon(new FileInputStream(FileDescriptor.in).getChannel(), book, ending),
            new DaemonToClient(client, book),
            new Standing(alarm),
            ending);
    this.seeker = new Seeker(session, daemons);
    this.hangs = new HangWatch(session, daemons);
    this.follower = new Follower(session, daemons, seeker, hangs);
  }

  /**
   * Relays between the standard streams and daemons.
   *
   * @param first which has opened the session
   * @return the exit code when the session is over
   */
  public static int run(Daemons daemons, Answer.Open first) {
    return new Relay(daemons).run(first);
  }

  private int run(Answer.Open first) {
    synchronized (session.book()) {
      session.standing().opened(first);
      session.up().open(first.daemon());
    }
    new Worker(session.ending()) {
      @Override
      void work() throws InterruptedException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(Streams.CHUNK_BYTES);
        while (session.up().read(buffer)) {
          hear();
        }
        hear();
      }
    }.begin();
    new Worker(session.ending()) {
      @Override
      void work() throws InterruptedException {
        follower.follow(first);
      }
    }.begin();
    try {
      return new TimeKeeper(session, seeker, hangs, alarm).await();
    } catch (InterruptedException e) {
      return ExitCode.FAILURE;
    }
  }

  /** The client has said something. */
  private void hear() {
    if (session.down().client().flushOwed()) {
      alarm.nudgeIfIdle();
    } else {
      session.ending().finish(ExitCode.OK);
    }
  }
}
