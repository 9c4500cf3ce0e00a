package dev.mcpmux.cli.attach;

import dev.mcpmux.cli.attach.relay.Answer;
import dev.mcpmux.cli.attach.relay.Daemons;
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

/** The way to the first daemon and to those after it, and to the end of one that hangs. */
final class Reconnection implements Daemons {

  private static final String ALIVE = "{\"mcpmux\":1,\"control\":\"alive\"}\n";
  private static final long ALIVE_MILLIS = 5_000;

  private final AttachOptions options;
  private final Home home;
  private final Map<String, String> environment;
  private final String cwd = ProcessBytes.cwd();

  Reconnection(AttachOptions options, Home home, Map<String, String> environment) {
    this.options = options;
    this.home = home;
    this.environment = environment;
  }

  /**
   * Opens the session with a first daemon.
   *
   * @param hasFallback whether something else can be run if there is none
   */
  Answer first(boolean hasFallback) {
    return connect(null, true, hasFallback);
  }

  @Override
  public Answer connect(String value) {
    return connect(value, false, false);
  }

  private Answer connect(String value, boolean first, boolean hasFallback) {
    DaemonStarter starter = new DaemonStarter(home, environment, hasFallback);
    try {
      while (true) {
        SocketChannel daemon = starter.connect();
        Answer answer = sayHello(daemon, value, Patience.answerMillis(hasFallback));
        if (answer instanceof Answer.Open) {
          return answer;
        }
        daemon.close();
        String reason = answer instanceof Answer.Refused refused ? refused.reason() : null;
        if (reason != null && !isPassing(reason, first)) {
          return answer;
        }
        starter.pause("stopping".equals(reason)); // the next daemon will take the session
      }
    } catch (DaemonUnavailable e) {
      return new Answer.None(e.getMessage());
    } catch (IOException e) {
      return new Answer.None(Failures.describe(e));
    }
  }

  /** One that is on its way out, or has too much to do, may take the session in a moment. */
  private static boolean isPassing(String reason, boolean first) {
    return switch (reason) {
      case "stopping" -> true;
      case "busy", "lookup-failed" -> !first;
      default -> false;
    };
  }

  /** Null if the connection ends before an answer, as with a daemon that is stopping. */
  private Answer sayHello(SocketChannel daemon, String value, long patienceMillis)
      throws SocketTimeoutException {
    DaemonSocket.Line line;
    try {
      long pid = ProcessHandle.current().pid();
      ByteBuffer hello = Hello.line(options, cwd, environment, pid, value);
      line = DaemonSocket.ask(daemon, hello, patienceMillis);
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException e) {
      return null;
    }
    if (line == null) {
      return null;
    }
    String answer = line.text();
    if ("true".equals(RawJson.find(answer, "ok"))) {
      boolean resumes = RawJson.find(answer, "resumes") != null;
      return new Answer.Open(daemon, RawJson.find(answer, "pid"), resumes, line.rest());
    }
    String reason = RawJson.string(answer, "error", "reason");
    String message = RawJson.string(answer, "error", "message");
    return new Answer.Refused(
        reason == null ? "" : reason, message == null ? "the daemon refused the session" : message);
  }

  /** Whether a daemon that is this process lives. */
  private enum Life {
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
  private Life ask(String pid) {
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

  @Override
  public boolean isThere(String pid) {
    return ask(pid) != Life.GONE;
  }

  /** Ends only the process that has the daemon's lock, and only if it is this one. */
  @Override
  public boolean endIfHung(String pid) {
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
