package dev.mcpmux.netty;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Reads a child's stderr on a thread of its own, line by line, into its tail and its log. */
final class StderrReader {

  private final Process process;
  private final String server;
  private final ServerLog log;
  private final StderrTail tail = new StderrTail();
  private final byte[] line = new byte[ServerLog.MAX_LINE_BYTES];
  private int length;
  private volatile boolean ended;
  private volatile long lastRead = System.nanoTime();

  StderrReader(Process process, String server, ServerLog log) {
    this.process = process;
    this.server = server;
    this.log = log;
  }

  void start() {
    PipeThreads.start("stderr of " + server + " (pid " + process.pid() + ")", this::run);
  }

  StderrTail tail() {
    return tail;
  }

  /**
   * Any thread: whether it was read to its end, or nothing has come for so long since then. What
   * was quiet before then says nothing: the last words may still lie in the pipe.
   */
  boolean isDrained(long since, long quietNanos) {
    return ended || System.nanoTime() - Math.max(since, lastRead) > quietNanos;
  }

  private void run() {
    byte[] chunk = new byte[4 * 1024];
    try (InputStream in = process.getErrorStream()) {
      int count;
      while ((count = in.read(chunk)) >= 0) {
        for (int i = 0; i < count; i++) {
          add(chunk[i]);
        }
        lastRead = System.nanoTime();
      }
    } catch (IOException e) {
      // the JDK closes the pipe under a reader when the process ends: the same as its end
    }
    if (length > 0) {
      endLine();
    }
    ended = true;
  }

  private void add(byte b) {
    if (b == '\n') {
      endLine();
    } else {
      line[length++] = b;
      if (length == line.length) {
        // a longer line becomes several
        endLine();
      }
    }
  }

  private void endLine() {
    int end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
    length = 0;
    log.line(process.pid(), "stderr", line, 0, end);
    if (end > 0) {
      tail.add(new String(line, 0, end, StandardCharsets.UTF_8));
    }
  }
}
