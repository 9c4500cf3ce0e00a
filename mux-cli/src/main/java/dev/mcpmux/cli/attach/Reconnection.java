package dev.mcpmux.cli.attach;

import dev.mcpmux.cli.home.DaemonSocket;
import dev.mcpmux.cli.home.Home;
import dev.mcpmux.cli.system.ProcessBytes;
import dev.mcpmux.cli.text.Failures;
import dev.mcpmux.cli.text.RawJson;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/** The way to the next daemon, and to the end of one that hangs. */
final class Reconnection {

  private static final String ALIVE = "{\"mcpmux\":1,\"control\":\"alive\"}\n";
  private static final long ALIVE_MILLIS = 5_000;

  private final AttachOptions options;
  private final Home home;
  private final Map<String, String> environment;
  private String cwd;

  Reconnection(AttachOptions options, Home home, Map<String, String> environment) {
    this.options = options;
    this.home = home;
    this.environment = environment;
    this.cwd = ProcessBytes.cwd();
  }

  /**
   * A daemon's answer to a hello.
   *
   * @param reason null where the session is open; else a stable word
   * @param message why it is not, for people
   * @param line the answer
   */
  record Answer(SocketChannel daemon, String reason, String message, DaemonSocket.Line line) {

    /** The daemon's pid; null if it did not say. */
    String pid() {
      return RawJson.find(line.text(), "pid");
    }

    /** Whether the daemon knows of resuming, and of being asked whether it is there. */
    boolean resumes() {
      return RawJson.find(line.text(), "resumes") != null;
    }
  }

  /**
   * Opens the session with the next daemon, or is refused.
   *
   * @param value what to resume with, as JSON; null for nothing
   * @throws DaemonUnavailable if there is no daemon
   */
  Answer connect(String value) throws DaemonUnavailable {
    DaemonStarter starter = new DaemonStarter(home, environment);
    long pid = ProcessHandle.current().pid();
    while (true) {
      SocketChannel daemon = starter.connect();
      boolean stopping = false;
      try {
        ByteBuffer hello = Hello.line(options, cwd, environment, pid, value);
        DaemonSocket.Line line = DaemonSocket.ask(daemon, hello, Patience.ANSWER_MILLIS);
        String reason = line == null ? "stopping" : refusal(line.text());
        if (reason == null) {
          return new Answer(daemon, null, null, line);
        }
        daemon.close();
        stopping = line != null && reason.equals("stopping");
        if (!isPassing(reason)) {
          String message = RawJson.string(line.text(), "error", "message");
          return new Answer(
              null, reason, message == null ? "the daemon refused the session" : message, line);
        }
      } catch (SocketTimeoutException e) {
        throw new DaemonUnavailable(Failures.describe(e));
      } catch (IOException e) {
        // it ends as the connection was made
      }
      starter.pause(stopping);
    }
  }

  /** The reason word of an answer that is a refusal, else null. */
  static String refusal(String answer) {
    if ("true".equals(RawJson.find(answer, "ok"))) {
      return null;
    }
    String reason = RawJson.string(answer, "error", "reason");
    return reason == null ? "" : reason;
  }

  /** One that is on its way out, or has too much to do, may take the session in a moment. */
  private static boolean isPassing(String reason) {
    return switch (reason) {
      case "stopping", "busy", "lookup-failed" -> true;
      default -> false;
    };
  }

  /** Whether a daemon that is this process lives. */
  enum Life {
    LIVES,
    /** It takes the question and does not answer it. */
    SILENT,
    GONE
  }

  /**
   * Asks on a connection of its own.
   *
   * @param pid null if that is not known
   */
  Life ask(String pid) {
    SocketChannel channel;
    try {
      channel = DaemonSocket.connect(home);
    } catch (IOException e) {
      return Life.LIVES; // who cannot be asked is not said to have gone
    }
    if (channel == null) {
      return Life.GONE;
    }
    try (channel) {
      ByteBuffer question = ByteBuffer.wrap(ALIVE.getBytes(StandardCharsets.UTF_8));
      DaemonSocket.Line answer = DaemonSocket.ask(channel, question, ALIVE_MILLIS);
      String other = answer == null ? null : RawJson.find(answer.text(), "pid");
      boolean same = answer != null && (pid == null || other == null || other.equals(pid));
      return same ? Life.LIVES : Life.GONE;
    } catch (SocketTimeoutException e) {
      return Life.SILENT;
    } catch (IOException e) {
      return Life.GONE;
    }
  }

  /**
   * Finds out whether a daemon that says nothing on its connection lives, and ends it if not: only
   * the process that has the daemon's lock, and only if it is this one.
   *
   * @return whether it lives
   */
  boolean endIfHung(String pid) {
    Life life = ask(pid);
    if (life == Life.SILENT && pid != null && pid.equals(holder())) {
      ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly);
    }
    return life == Life.LIVES;
  }

  /** The pid in the lock of daemons, if somebody has that lock; else null. */
  private String holder() {
    try (FileChannel file = FileChannel.open(home.daemonLock(), StandardOpenOption.WRITE)) {
      if (file.tryLock() != null) {
        return null;
      }
      return Files.readString(home.daemonLock()).trim();
    } catch (IOException e) {
      return null;
    }
  }
}
