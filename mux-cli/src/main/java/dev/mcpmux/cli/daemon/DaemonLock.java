package dev.mcpmux.cli.daemon;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/** Lets one daemon run per home, and tells the others its pid. */
public final class DaemonLock implements AutoCloseable {

  private static final long POLL_MILLIS = 20;

  private final FileChannel file;

  private DaemonLock(FileChannel file) {
    this.file = file;
  }

  /**
   * Takes the lock; null if another daemon keeps it.
   *
   * @param patience how long a daemon that is about to end is waited for
   */
  public static DaemonLock take(Path path, Duration patience)
      throws IOException, InterruptedException {
    FileChannel file =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.READ);
    long deadline = System.nanoTime() + patience.toNanos();
    while (file.tryLock() == null) {
      if (System.nanoTime() - deadline >= 0) {
        file.close();
        return null;
      }
      Thread.sleep(POLL_MILLIS);
    }
    tellPid(file);
    return new DaemonLock(file);
  }

  /** On a disk that is full nobody is told, and the lock holds all the same. */
  private static void tellPid(FileChannel file) {
    try {
      file.truncate(0);
      String pid = ProcessHandle.current().pid() + "\n";
      file.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.UTF_8)), 0);
    } catch (IOException e) {
      // it is for people
    }
  }

  /** Whoever has the lock, as in {@code " (pid 42)"}; empty if that cannot be told (yet). */
  public static String holder(Path path) {
    try {
      String pid = Files.readString(path).trim();
      return pid.isEmpty() ? "" : " (pid " + pid + ")";
    } catch (IOException e) {
      return "";
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
