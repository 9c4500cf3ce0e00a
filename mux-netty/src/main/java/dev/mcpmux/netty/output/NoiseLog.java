package dev.mcpmux.netty.output;

import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameFault;
import dev.mcpmux.core.frame.FrameKind;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.netty.log.Log;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;

/**
 * Takes lines that a server wrote to stdout and that are no messages, or replies to nothing, from
 * the event loop to the server's log, in their order. A server that writes more than the disk takes
 * loses lines, never time of the loop; the log says how many.
 */
public final class NoiseLog {

  private static final int MAX_WAITING = 256;

  private record Line(ServerLog log, long pid, String from, byte[] text) {}

  private final ServerLogs logs;
  private final Executor helper;
  private final Queue<Line> waiting = new ArrayDeque<>();
  private boolean writing;
  private long lost;

  public NoiseLog(ServerLogs logs, Executor helper) {
    this.logs = logs;
    this.helper = helper;
  }

  /** Event loop: copies what it needs of the line. */
  public void add(String server, long pid, FrameView line) {
    add(server, pid, "stdout", text(line));
  }

  /** Event loop: a reply was given to nobody. What an error says is logged, no result is. */
  public void dropped(String server, long pid, FrameView reply, String reason) {
    boolean error = reply.kind() == FrameKind.ERROR_RESPONSE;
    String id = reply.has(Field.ID) ? "with the id " + utf8(reply.raw(Field.ID)) : "without an id";
    String what = (error ? "an error " : "a result ") + id + " " + reason;
    String said = error ? ": " + utf8(text(reply)) : "";
    add(server, pid, "mcpmux", (what + said).getBytes(StandardCharsets.UTF_8));
  }

  private synchronized void add(String server, long pid, String from, byte[] text) {
    if (waiting.size() < MAX_WAITING) {
      waiting.add(new Line(logs.of(server), pid, from, text));
      if (!writing) {
        writing = true;
        helper.execute(this::write);
      }
    } else {
      lost++;
    }
  }

  private void write() {
    for (Line line = next(); line != null; line = next()) {
      try {
        line.log.line(line.pid, line.from, line.text, 0, line.text.length);
        long missing = takeLost();
        if (missing > 0) {
          line.log.line(
              line.pid, "mcpmux", "lines of servers that came too fast are lost: " + missing);
        }
      } catch (RuntimeException e) {
        Log.bug("a line of a server was not logged", e); // those behind it are waiting
      }
    }
  }

  private synchronized long takeLost() {
    long count = lost;
    lost = 0;
    return count;
  }

  private synchronized Line next() {
    Line line = waiting.poll();
    writing = line != null;
    return line;
  }

  private static String utf8(byte[] text) {
    return new String(text, StandardCharsets.UTF_8);
  }

  private static byte[] text(FrameView line) {
    if (line.fault() == FrameFault.OVERSIZE) {
      return line.faultText().getBytes(StandardCharsets.UTF_8);
    }
    // one more than is written, so that the log says that it is cut
    byte[] text = new byte[(int) Math.min(line.frameBytes(), ServerLog.MAX_LINE_BYTES + 1)];
    line.bytes().get(line.offset(), text);
    return text;
  }
}
