package dev.mcpmux.netty;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StderrReaderTest {

  private static final long HOUR = TimeUnit.HOURS.toNanos(1);

  @TempDir Path directory;

  @Test
  void what_a_process_said_last_is_waited_for_however_long_it_was_quiet_before() throws Exception {
    Process process = new ProcessBuilder("sh", "-c", "echo last words >&2; exit 1").start();
    ServerLog log = new ServerLog(directory.resolve("a.log"));
    StderrReader reader = new StderrReader(process, "a", log);
    process.waitFor();
    long exitedAt = System.nanoTime() + HOUR;

    assertThat(reader.isDrained(exitedAt, 0)).as("drained before it was read").isFalse();

    reader.start();
    Await.until("stderr read to its end", () -> reader.isDrained(exitedAt, HOUR));
    assertThat(reader.tail().lines()).containsExactly("last words");
  }
}
