package dev.mcpmux.cli.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DaemonLogFileTest {

  @TempDir private Path directory;
  private final AtomicLong nanos = new AtomicLong();

  @Test
  void a_log_that_gets_too_long_is_moved_aside_and_what_others_write_goes_on_in_it()
      throws Exception {
    Path file = directory.resolve("daemon.log");
    try (PrintStream stderr = appending(file)) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      DaemonLogFile log = new DaemonLogFile(file, stderr, nanos::get);
      String line = "x".repeat(1023) + "\n";

      for (int i = 0; i < 3 * DaemonLogFile.MAX_BYTES / 1024; i++) {
        log.print(line);
      }
      stderr.print("of the JVM\n");

      assertThat(Files.size(file)).isLessThan(DaemonLogFile.MAX_BYTES + 128 * 1024);
      assertThat(Files.readString(file)).endsWith("of the JVM\n");
      Path old = directory.resolve("daemon.log.1");
      assertThat(Files.size(old))
          .isBetween(DaemonLogFile.MAX_BYTES, DaemonLogFile.MAX_BYTES + 128 * 1024);
      assertThat(Files.getPosixFilePermissions(old))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }
  }

  @Test
  void a_log_whose_directory_was_removed_comes_back() throws Exception {
    Path file = Files.createDirectory(directory.resolve("logs")).resolve("daemon.log");
    try (PrintStream stderr = appending(file)) {
      DaemonLogFile log = new DaemonLogFile(file, stderr, nanos::get);
      log.print("one\n");
      Files.delete(file);
      Files.delete(file.getParent());

      log.print("nowhere\n");
      nanos.addAndGet(TimeUnit.SECONDS.toNanos(5));
      log.print("two\n");

      assertThat(Files.readString(file)).isEqualTo("two\n");
    }
  }

  private static PrintStream appending(Path file) throws IOException {
    return new PrintStream(
        new FileOutputStream(file.toFile(), true), false, StandardCharsets.UTF_8);
  }
}
