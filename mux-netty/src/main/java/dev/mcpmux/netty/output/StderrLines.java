package dev.mcpmux.netty.output;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Cuts what a child writes to stderr into lines, for its tail and its log. Thread-safe; writes to
 * disk: never on the event loop.
 */
public final class StderrLines {

  private final long pid;
  private final ServerLog log;
  private final StderrTail tail = new StderrTail();
  private final byte[] line = new byte[ServerLog.MAX_LINE_BYTES];
  private int length;
  private volatile long bytes;

  public StderrLines(long pid, ServerLog log) {
    this.pid = pid;
    this.log = log;
  }

  /** All that came so far, in lines, the oldest first; no more than are kept. */
  public synchronized List<String> last() {
    end();
    return tail.lines();
  }

  /** Whole lines that came so far, the oldest first. Waits for nobody. */
  public List<String> soFar() {
    return tail.lines();
  }

  /** How many bytes came so far. Waits for nobody. */
  public long bytes() {
    return bytes;
  }

  public synchronized void add(byte[] chunk, int count) {
    bytes = bytes + count;
    for (int i = 0; i < count; i++) {
      if (chunk[i] == '\n') {
        endLine();
      } else {
        line[length++] = chunk[i];
        if (length == line.length) {
          // a longer line becomes several
          endLine();
        }
      }
    }
  }

  /** No more will come: what is there of a line is the last one. */
  public synchronized void end() {
    if (length > 0) {
      endLine();
    }
  }

  private void endLine() {
    int end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
    length = 0;
    log.line(pid, "stderr", line, 0, end);
    if (end > 0) {
      tail.add(new String(line, 0, end, StandardCharsets.UTF_8));
    }
  }
}
