package dev.mcpmux.cli.session;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Lines of bytes, none longer than a bound. */
public final class LineReader {

  /** A line is longer than the bound. */
  public static final class TooLongException extends IOException {
    private static final long serialVersionUID = 1L;
  }

  private final InputStream in;
  private final int maxBytes;
  private byte[] buffer = new byte[64 << 10];
  private int start;
  private int end;

  public LineReader(InputStream in, int maxBytes) {
    this.in = in;
    this.maxBytes = maxBytes;
  }

  /** Whether {@link #next} returns one without a wait. */
  public boolean hasLine() {
    for (int i = start; i < end; i++) {
      if (buffer[i] == '\n') {
        return true;
      }
    }
    return false;
  }

  /** The next line without its end; null when there is none. What has no end is no line. */
  public String next() throws IOException {
    int looked = start;
    while (true) {
      for (; looked < end; looked++) {
        if (buffer[looked] == '\n') {
          String line = new String(buffer, start, looked - start, StandardCharsets.UTF_8);
          start = looked + 1;
          return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
        }
      }
      if (end - start >= maxBytes) {
        throw new TooLongException();
      }
      if (start > 0) {
        System.arraycopy(buffer, start, buffer, 0, end - start);
        end -= start;
        looked -= start;
        start = 0;
      } else if (end == buffer.length) {
        buffer = Arrays.copyOf(buffer, 2 * buffer.length);
      }
      int count = in.read(buffer, end, buffer.length - end);
      if (count < 0) {
        return null;
      }
      end += count;
    }
  }
}
