package dev.mcpmux.netty.report;

import dev.mcpmux.core.port.EndReason;
import dev.mcpmux.core.port.UpstreamExit;
import dev.mcpmux.netty.log.Log;
import dev.mcpmux.netty.log.Seldom;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Writes the beginning and the end of each process to the daemon's log, the end with its reason,
 * and leaves a {@link Traces trace} of what went wrong. Event loop only.
 */
public final class Lives {

  /** A process that runs, or a session with a remote server. */
  private static final class Life {
    final long pid;
    final long since = System.nanoTime();
    boolean ready;

    /** Null as long as nobody has told it to end. */
    EndReason reason;

    Life(long pid) {
      this.pid = pid;
    }

    /** The server's name, and which process of it. */
    String of(String server) {
      return pid == 0 ? server : server + " (pid " + pid + ")";
    }
  }

  /** What a line ends with behind which the last lines of stderr stand: the log has them. */
  private static final String STDERR_FOLLOWS = "; the end of its stderr:";

  /** What differs from one to the next where the same goes wrong: sizes, times, pids. */
  private static final Pattern DIGITS = Pattern.compile("[0-9]+");

  private final Traces traces;
  private final Seldom seldom = new Seldom();
  private final Map<Integer, Life> lives = new HashMap<>();

  public Lives(Traces traces) {
    this.traces = traces;
  }

  /**
   * @param pid 0 for a remote server
   * @param circle as {@link dev.mcpmux.core.port.MuxListener#upstreamRuns} has it
   */
  void runs(int upstream, String server, long pid, String circle) {
    Life life = new Life(pid);
    lives.put(upstream, life);
    Log.info(life.of(server) + " started, for " + whose(circle));
  }

  void ready(int upstream) {
    Life life = lives.get(upstream);
    if (life != null) {
      life.ready = true;
    }
  }

  void stopping(int upstream, EndReason reason) {
    Life life = lives.get(upstream);
    if (life != null) {
      life.reason = reason;
    }
  }

  void exited(int upstream, String server, UpstreamExit exit) {
    Life life = lives.remove(upstream);
    if (life == null) {
      return; // it never began, and what is said of that comes with its failure
    }
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - life.since);
    String how = exit.what() + " after " + shown(millis);
    boolean death = life.reason == null && life.ready;
    Log.info(life.of(server) + " " + how + ": " + why(life));
    if (death) {
      traces.server(server, how, true);
    }
  }

  /** It did not come up. */
  void failed(String server, String message) {
    String line = firstLine(message);
    Log.warn(line);
    traces.server(server, line, false);
  }

  /** It shows no sign of life. */
  void hung(String server, String message) {
    String line = firstLine(message);
    Log.warn(line);
    traces.server(server, line, true);
  }

  public void refused(String reason, String message) {
    String line = firstLine(message) + " (" + reason + ")";
    String kind = DIGITS.matcher(line).replaceAll("0");
    long times = seldom.count(kind);
    if (times > 0) {
      Log.warn("refused a session: " + line + (times == 1 ? "" : ", " + times + " times by now"));
    }
    traces.refused(kind, line);
  }

  private static String why(Life life) {
    if (life.reason != null) {
      return life.reason.words();
    }
    return life.ready ? "crashed" : "did not come up";
  }

  private static String whose(String circle) {
    return circle.isEmpty() ? "all sessions" : circle;
  }

  static String firstLine(String text) {
    int end = text.indexOf('\n');
    String line = end < 0 ? text : text.substring(0, end);
    return line.endsWith(STDERR_FOLLOWS)
        ? line.substring(0, line.length() - STDERR_FOLLOWS.length())
        : line;
  }

  private static String shown(long millis) {
    long seconds = millis / 1000;
    if (seconds == 0) {
      return millis + " ms";
    }
    return seconds < 120 ? seconds + " s" : seconds / 60 + " min";
  }
}
