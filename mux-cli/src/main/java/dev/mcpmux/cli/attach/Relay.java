package dev.mcpmux.cli.attach;

import dev.mcpmux.cli.attach.Reconnection.Answer;
import dev.mcpmux.cli.system.ExitCode;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;

/**
 * One open session, until the client ends it: a thread for each direction, with a buffer of its
 * own, so that a frame of any size costs no memory here, and one that looks at the time. The thread
 * that reads from the daemon goes for the next one when that is lost. What they share is guarded by
 * the {@link SessionBook}.
 */
final class Relay {

  static final int CHUNK_BYTES = 64 * 1024;

  /** How long a daemon may be silent after the client's input has ended. */
  private static final long END_MILLIS = 30_000;

  /** How long requests wait for a daemon. */
  private static final long NO_DAEMON_MILLIS = 60_000;

  private static final long MIN_PAUSE_MILLIS = 100;
  private static final long MAX_PAUSE_MILLIS = 5_000;

  /** A daemon that has been there for so long was none that fails at once. */
  private static final long STABLE_MILLIS = 3_000;

  private static final byte[] HANDOVER = line("\"handover\":1");
  private static final byte[] PING = line("\"ping\":1");

  /** How the session stands with daemons. */
  private enum Standing {
    /** There is one. */
    OPEN,
    /** There will be one. */
    SEEKING,
    /** There will be one when the client asks for something. */
    SLEEPING
  }

  private final SessionBook book = new SessionBook();
  private final ClientToDaemon up;
  private final DaemonToClient down;
  private final Reconnection reconnection;
  private final Watch watch = new Watch();

  private Standing standing = Standing.OPEN;
  private SocketChannel daemon;
  private String pid;
  private boolean resumes;
  private boolean hung;
  private boolean checking;
  private boolean gaveUp;
  private long openedNanos;
  private long waitsSince;
  private long endNanos;
  private long pause;

  /** The exit code when the session is over, else null. */
  private volatile Integer exitCode;

  /** Nothing has to be looked at until something happens. */
  private volatile boolean idle;

  /** The thread that looks at the time has something to say to the daemon. */
  private boolean ping;

  private final Object time = new Object();
  private boolean nudged;

  Relay(Reconnection reconnection, ReadableByteChannel in, WritableByteChannel out) {
    this.reconnection = reconnection;
    this.up = new ClientToDaemon(in, book);
    this.down = new DaemonToClient(out, book);
  }

  static Relay overStandardStreams(Reconnection reconnection) {
    return new Relay(
        reconnection,
        new FileInputStream(FileDescriptor.in).getChannel(),
        new FileOutputStream(FileDescriptor.out).getChannel());
  }

  private static byte[] line(String member) {
    return ("\u001e{" + member + "}\n").getBytes(StandardCharsets.UTF_8);
  }

  /** A class and no lambda, which would cost each session the machinery of lambdas. */
  private abstract static class Worker extends Thread {

    abstract void work() throws InterruptedException;

    Worker begin() {
      setDaemon(true);
      start();
      return this;
    }

    @Override
    public void run() {
      try {
        work();
      } catch (InterruptedException e) {
        // nobody does
      } catch (RuntimeException | Error e) {
        System.err.println("mcpmux: this session ends because of an error of mcpmux itself: " + e);
        fail();
      }
    }

    /** The session must not hang without this thread. */
    abstract void fail();
  }

  /** One of this session. */
  private abstract class OwnWorker extends Worker {
    @Override
    void fail() {
      finish(ExitCode.FAILURE);
    }
  }

  /** Returns the exit code when the session is over. */
  int run(Answer first) {
    synchronized (book) {
      use(first);
      up.open(first.daemon());
    }
    new OwnWorker() {
      @Override
      void work() throws InterruptedException {
        up.run(
            new Runnable() {
              @Override
              public void run() {
                hear();
              }
            });
      }
    }.begin();
    new OwnWorker() {
      @Override
      void work() throws InterruptedException {
        follow(first.line().rest());
      }
    }.begin();
    try {
      return await();
    } catch (InterruptedException e) {
      return ExitCode.FAILURE;
    }
  }

  private void use(Answer answer) {
    daemon = answer.daemon();
    pid = answer.pid();
    resumes = answer.resumes();
    openedNanos = System.nanoTime();
    standing = Standing.OPEN;
    gaveUp = false;
    hung = false;
    watch.begin();
  }

  private void finish(int code) {
    synchronized (book) {
      if (exitCode == null) {
        exitCode = code;
      }
    }
    nudge();
  }

  private static long millisSince(long nanos) {
    return (System.nanoTime() - nanos) / 1_000_000;
  }

  // the thread that reads from daemons

  private void follow(ByteBuffer first) throws InterruptedException {
    ByteBuffer rest = first;
    while (true) {
      DaemonToClient.End end =
          down.run(
              daemon,
              rest,
              new Runnable() {
                @Override
                public void run() {
                  sayFarewell();
                }
              });
      if (end == DaemonToClient.End.CLIENT_GONE) {
        finish(ExitCode.OK);
        return;
      }
      String reason = end == DaemonToClient.End.CLOSED ? down.closeReason() : null;
      boolean wanted = lose(reason, end == DaemonToClient.End.NOT_REPLAYED);
      if (!wanted) {
        return;
      }
      Answer answer = seek();
      if (answer == null) {
        return;
      }
      rest = answer.line().rest();
    }
  }

  private void sayFarewell() {
    synchronized (book) {
      up.handOver();
      up.say(HANDOVER);
    }
    flushInBackground();
  }

  /**
   * The daemon is no more, or wants no more of this session.
   *
   * @param reason of its close line; null without one
   * @param notReplayed whether it does not open the session that the client has
   * @return whether the session goes on
   */
  private boolean lose(String reason, boolean notReplayed) throws InterruptedException {
    boolean handover = down.isHandover();
    boolean failed = "internal-error".equals(reason) || "connection-failed".equals(reason);
    boolean resumable;
    synchronized (book) {
      resumable = !up.isEndSaid() && book.canResume();
      if (reason != null && !(resumable && (handover || failed || reason.equals("stopping")))) {
        closed();
        return false;
      }
      close();
      up.lost(hung ? Failure.HUNG : handover || reason != null ? Failure.REPLACED : Failure.GONE);
      book.cancelAsks();
      hung = false;
      boolean atOnce = reason == null || handover || failed || up.asks();
      waitsSince = System.nanoTime();
      pause = millisSince(openedNanos) >= STABLE_MILLIS ? 0 : nextPause();
      if (!resumable) {
        up.giveUp(Failure.IN_PART);
      } else {
        standing = atOnce ? Standing.SEEKING : Standing.SLEEPING;
      }
      if (resumable && notReplayed) {
        giveUp(
            "not-resumed",
            "the next mcpmux daemon could not open this session again; the next request is another"
                + " try");
        standing = Standing.SLEEPING;
      }
    }
    nudge();
    if (!down.lost()) {
      finish(ExitCode.OK);
    } else if (!resumable) {
      ended();
    }
    return exitCode == null;
  }

  private void close() {
    try {
      daemon.close();
    } catch (IOException e) {
      // it is gone
    }
  }

  private long nextPause() {
    return Math.min(Math.max(2 * pause, MIN_PAUSE_MILLIS), MAX_PAUSE_MILLIS);
  }

  /** The daemon has closed the session for good. */
  private void closed() {
    if (down.closeReason().equals("end-of-input")) {
      finish(ExitCode.OK);
      return;
    }
    complain(down.closeMessage());
    finish(down.closeReason().equals("stopping") ? ExitCode.DAEMON_GONE : ExitCode.SESSION_CLOSED);
  }

  /** The connection has ended without a word, which does not yet mean that the daemon has. */
  private void ended() {
    if (reconnection.ask(pid) != Reconnection.Life.GONE) {
      complain("the daemon has closed this session's connection (its log may say why)");
      finish(ExitCode.SESSION_CLOSED);
      return;
    }
    complain("the daemon has gone away, and this session with it (its log may say why)");
    finish(ExitCode.DAEMON_GONE);
  }

  /** Finds the next daemon and opens the session with it; null if the session ends. */
  private Answer seek() throws InterruptedException {
    while (true) {
      String value;
      synchronized (book) {
        while (standing == Standing.SLEEPING && !up.asks()) {
          book.wait();
        }
        if (standing == Standing.SLEEPING) {
          standing = Standing.SEEKING;
          waitsSince = System.nanoTime();
          pause = 0;
        }
      }
      if (pause > 0) {
        // half as long or half as long again: those who have lost the same daemon do not all come
        // at once
        Thread.sleep(pause / 2 + ThreadLocalRandom.current().nextLong(pause));
      }
      synchronized (book) {
        value = book.offer();
      }
      Answer answer = null;
      String why = null;
      try {
        answer = reconnection.connect(value);
      } catch (DaemonUnavailable e) {
        why = e.getMessage();
      }
      boolean ends = false;
      synchronized (book) {
        if (answer == null) {
          notFound(why);
        } else if (answer.reason() != null) {
          ends = beRefused(answer);
        } else {
          use(answer);
          up.resume(answer.daemon());
        }
      }
      nudge();
      if (answer != null && answer.reason() == null) {
        flushInBackground();
        return answer;
      }
      if (!down.flushOwed()) {
        finish(ExitCode.OK);
      } else if (ends) {
        complain(answer.message());
        finish(ExitCode.REFUSED);
      }
      if (exitCode != null) {
        return null;
      }
    }
  }

  /** By a thread that may wait for the daemon to take more. */
  private void flushInBackground() {
    new OwnWorker() {
      @Override
      void work() {
        up.flush();
      }
    }.begin();
  }

  private void notFound(String why) {
    if (gaveUp || millisSince(waitsSince) >= NO_DAEMON_MILLIS) {
      giveUp("no-daemon", why);
      standing = Standing.SLEEPING;
    } else {
      pause = nextPause();
    }
  }

  private void giveUp(String reason, String why) {
    up.giveUp(new Failure(reason, why, false));
    gaveUp = true;
  }

  /**
   * What waits is told why, and the next request is another try. One that does not understand the
   * value of another version gets the client's own initialize. A session that the client has not
   * even opened ends, as it would have with the first daemon.
   *
   * @return whether it ends
   */
  private boolean beRefused(Answer answer) {
    if (answer.reason().equals("unknown-resume") && book.dropValue()) {
      complain(
          "the session goes on without its subscriptions and log level, of which the next daemon"
              + " knows nothing");
      pause = nextPause();
      return false;
    }
    boolean ends = book.isInitializeSeen() && !book.isOpened();
    giveUp(answer.reason(), answer.message());
    standing = Standing.SLEEPING;
    return ends;
  }

  // the thread that looks at the time

  private int await() throws InterruptedException {
    while (true) {
      boolean check = false;
      ping = false;
      long patience;
      synchronized (book) {
        if (exitCode == null) {
          check = beOnTime();
        }
        patience = patience();
        idle = patience == 0;
      }
      if (!down.flushOwed() || exitCode != null) {
        return exitCode == null ? ExitCode.OK : exitCode;
      }
      if (ping) {
        flushInBackground();
      }
      if (check) {
        checkDaemon();
      }
      synchronized (time) {
        if (!nudged) {
          time.wait(patience);
        }
        nudged = false;
      }
    }
  }

  /** Has the time be looked at now. */
  private void nudge() {
    synchronized (time) {
      nudged = true;
      time.notifyAll();
    }
  }

  /** The client has said something. */
  private void hear() {
    if (!down.flushOwed()) {
      finish(ExitCode.OK);
    } else if (idle) {
      nudge();
    }
  }

  /** How long nothing has to be looked at if nothing happens; 0 for ever. */
  private long patience() {
    if (standing == Standing.OPEN && up.isEndSaid()) {
      return 1_000;
    }
    if (standing != Standing.OPEN && up.isOver()) {
      return 50;
    }
    boolean waits = book.asked.count() > 0 || up.waits();
    return waits && standing != Standing.SLEEPING ? Watch.SLICE_MILLIS : 0;
  }

  /** Whether it has to be found out if the daemon hangs. */
  private boolean beOnTime() {
    long now = System.nanoTime();
    if (up.isOver() && standing != Standing.OPEN && book.clientsAsked() == 0 && down.isSilent()) {
      finish(ExitCode.OK);
    } else if (standing == Standing.SEEKING
        && up.asks()
        && millisSince(waitsSince) >= NO_DAEMON_MILLIS) {
      giveUp("no-daemon", "no mcpmux daemon could be had for 60 s; mcpmux doctor may say why");
      waitsSince = now;
    } else if (standing == Standing.OPEN && up.isEndSaid()) {
      endNanos = endNanos == 0 ? now : endNanos;
      if (millisSince(Math.max(endNanos, down.heardNanos())) >= END_MILLIS) {
        complain(
            "the daemon has said nothing for "
                + END_MILLIS / 1000
                + " s since the end of the input, so this session ends");
        finish(ExitCode.SESSION_CLOSED);
      }
    } else if (standing == Standing.OPEN && resumes && !checking) {
      boolean waits = (book.asked.count() > 0 || up.waits()) && down.isReading();
      switch (watch.look(now, down.heardNanos(), waits)) {
        case ASK -> {
          if (!down.isHandover()) {
            up.say(PING);
            ping = true;
          }
        }
        case CHECK -> {
          checking = true;
          return true;
        }
        default -> {}
      }
    }
    return false;
  }

  private void checkDaemon() {
    SocketChannel asked = daemon;
    String askedPid = pid;
    new OwnWorker() {
      @Override
      void work() {
        synchronized (book) {
          hung = true; // for now: its end may be seen before the answer
        }
        boolean lives = reconnection.endIfHung(askedPid);
        synchronized (book) {
          checking = false;
          hung &= !lives && daemon == asked;
          if (!lives && standing == Standing.OPEN && daemon == asked) {
            close();
          }
        }
      }
    }.begin();
  }

  private static void complain(String message) {
    System.err.println("mcpmux: " + message);
  }
}
