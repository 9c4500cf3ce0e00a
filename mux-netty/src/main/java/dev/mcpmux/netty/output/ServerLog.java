package dev.mcpmux.netty.output;

import dev.mcpmux.core.text.ByteText;
import dev.mcpmux.core.text.Printable;
import dev.mcpmux.netty.files.PrivateFiles;
import dev.mcpmux.netty.log.Log;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The log file of one server: what it writes to stderr, what it writes to stdout that is no
 * message, its starts and ends. Each line is {@code TIME PID stderr|stdout|mcpmux: TEXT}; the text
 * is as the server wrote it, made {@link Printable}. At {@link #MAX_BYTES} the file becomes {@code
 * NAME.log.1} and a new one begins.
 *
 * <p>The file is open while a process of the server runs ({@link #keepOpen}, {@link #release}); a
 * line at another time opens and closes it, so that servers which are gone, or never started, hold
 * nothing.
 *
 * <p>Thread-safe. Writes to disk: never on the event loop. A disk that fails loses the lines and is
 * reported, at most once a minute. A file or directory that somebody has removed comes back.
 */
public final class ServerLog {

  static final long MAX_BYTES = 1 << 20;
  static final int MAX_LINE_BYTES = 8 * 1024;

  /** How often it is looked whether an open file is still where it was. */
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(5);

  private static final long REPORT_NANOS = TimeUnit.MINUTES.toNanos(1);

  /** Behind a line that is longer than is written. */
  private static final byte[] CUT =
      (" … (limit: " + MAX_LINE_BYTES + " bytes)").getBytes(StandardCharsets.UTF_8);

  private static final byte[] WHOLE = {};

  private final Path file;
  private FileChannel channel;
  private long bytes;
  private int users;
  private long lookedAt;
  private long reportedAt;
  private boolean failed;
  private final LongSupplier clock;

  ServerLog(Path file) {
    this(file, System::nanoTime);
  }

  ServerLog(Path file, LongSupplier clock) {
    this.file = file;
    this.clock = clock;
  }

  public void line(long pid, String source, byte[] text, int offset, int length) {
    int cut = Math.min(length, MAX_LINE_BYTES);
    if (!isPlain(text, offset, cut)) {
      byte[] harmless =
          Printable.line(new String(text, offset, cut, StandardCharsets.UTF_8))
              .getBytes(StandardCharsets.UTF_8);
      write(pid, source, harmless, 0, harmless.length, cut < length);
    } else {
      write(pid, source, text, offset, cut, cut < length);
    }
  }

  private static boolean isPlain(byte[] text, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      if (text[i] < 0x20 || text[i] == 0x7f) { // also bytes that are not ASCII
        return false;
      }
    }
    return true;
  }

  private void write(long pid, String source, byte[] text, int offset, int length, boolean isCut) {
    String head = Instant.now().truncatedTo(ChronoUnit.MILLIS) + " " + pid + " " + source + ": ";
    byte[] start = head.getBytes(StandardCharsets.US_ASCII);
    byte[] mark = isCut ? CUT : WHOLE;
    ByteBuffer line = ByteBuffer.allocate(start.length + length + mark.length + 1);
    line.put(start).put(text, offset, length).put(mark).put((byte) '\n').flip();
    write(line);
  }

  public void line(long pid, String source, String text) {
    byte[] utf8 = ByteText.printable(text).getBytes(StandardCharsets.UTF_8);
    line(pid, source, utf8, 0, utf8.length);
  }

  /** A process of the server runs. */
  public synchronized void keepOpen() {
    users++;
  }

  /** One of them has ended. */
  public synchronized void release() {
    users--;
    closeIfUnused();
  }

  synchronized boolean isOpen() {
    return channel != null;
  }

  /** Whether a process of the server runs. */
  synchronized boolean isUsed() {
    return users > 0;
  }

  private void closeIfUnused() {
    if (users > 0) {
      return;
    }
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      failed(e);
    }
    channel = null;
  }

  private synchronized void write(ByteBuffer line) {
    try {
      leaveWhatIsGone();
      if (channel == null) {
        open();
      } else if (bytes + line.remaining() > MAX_BYTES) {
        rotate();
      }
      while (line.hasRemaining()) {
        bytes += channel.write(line);
      }
    } catch (IOException e) {
      failed(e);
    }
    closeIfUnused();
  }

  /** What is written to a file that was removed, nobody reads, and no bound holds for it. */
  private void leaveWhatIsGone() throws IOException {
    long now = clock.getAsLong();
    if (channel != null && now - lookedAt >= LOOK_NANOS) {
      lookedAt = now;
      if (!Files.exists(file)) {
        channel.close();
        channel = null;
      }
    }
  }

  private void open() throws IOException {
    if (!Files.isDirectory(file.getParent())) {
      PrivateFiles.createDirectory(file.getParent());
    }
    lookedAt = clock.getAsLong();
    channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    bytes = channel.size();
    if (bytes >= MAX_BYTES) {
      rotate();
    }
  }

  private void rotate() throws IOException {
    channel.close();
    channel = null;
    Files.move(
        file, file.resolveSibling(file.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
    open();
  }

  private void failed(IOException e) {
    long now = clock.getAsLong();
    if (!failed || now - reportedAt >= REPORT_NANOS) {
      failed = true;
      reportedAt = now;
      Log.warn("cannot write " + file + ": " + e);
    }
  }
}
