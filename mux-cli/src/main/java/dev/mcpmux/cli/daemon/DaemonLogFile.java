package dev.mcpmux.cli.daemon;

import dev.mcpmux.cli.system.PrivateDirectory;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The log file of a daemon in the background, which is its stderr: whoever started it has opened it
 * to append. What is in it is moved to {@code daemon.log.1} when it gets too long, by copying,
 * since what the JVM itself has to say goes to the same file. One that somebody has removed is made
 * again.
 *
 * <p>Thread-safe.
 */
public final class DaemonLogFile {

  /** As the relays have it, which look at the start of a daemon. */
  public static final long MAX_BYTES = 4L << 20;

  private static final int LOOK_CHARS = 64 * 1024;
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final Path file;
  private final LongSupplier clock;
  private PrintStream out;
  private int written;
  private long lookedAt;

  /**
   * @param out what appends to the file
   */
  DaemonLogFile(Path file, PrintStream out, LongSupplier clock) {
    this.file = file;
    this.out = out;
    this.clock = clock;
    this.lookedAt = clock.getAsLong() - LOOK_NANOS;
  }

  /** Whether this is the file that the stderr of this process leads to. */
  static boolean isStderr(Path file) {
    try {
      return Files.isSameFile(Path.of("/proc/self/fd/2"), file);
    } catch (IOException e) {
      return false;
    }
  }

  synchronized void print(String lines) {
    written += lines.length();
    long now = clock.getAsLong();
    if (written >= LOOK_CHARS || now - lookedAt >= LOOK_NANOS) {
      written = 0;
      lookedAt = now;
      look();
    }
    out.print(lines);
    out.flush();
  }

  private void look() {
    try {
      if (Files.size(file) > MAX_BYTES) {
        moveAside();
      }
    } catch (NoSuchFileException e) {
      makeAgain();
    } catch (IOException e) {
      // there is nowhere to say it
    }
  }

  /** A disk that has no room for both loses what was there: the bound holds. */
  private void moveAside() throws IOException {
    Path old = file.resolveSibling(file.getFileName() + ".1");
    try {
      Files.deleteIfExists(old);
      Files.copy(file, old, StandardCopyOption.COPY_ATTRIBUTES);
    } catch (IOException e) {
      Files.deleteIfExists(old);
    } finally {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(0);
      }
    }
  }

  private void makeAgain() {
    try {
      PrivateDirectory.createUnchecked(file.getParent());
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      PrintStream fresh =
          new PrintStream(new FileOutputStream(file.toFile(), true), false, StandardCharsets.UTF_8);
      if (out != System.err) {
        out.close();
      }
      out = fresh;
    } catch (IOException e) {
      // it may be had at the next look
    }
  }
}
