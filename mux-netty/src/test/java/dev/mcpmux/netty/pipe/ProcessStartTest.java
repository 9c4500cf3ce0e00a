package dev.mcpmux.netty.pipe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.netty.Await;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessStartTest {

  @TempDir Path directory;

  /** As one does whose program is on a disk that does not answer. */
  @Test
  void a_start_that_does_not_come_to_its_end_holds_up_no_other() throws Exception {
    Path pipe = directory.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    CompletableFuture<Process> hangs = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> hangs.complete(start(new ProcessBuilder("true").redirectInput(pipe.toFile()))));
    thread.start();
    Await.until("it waits for a writer", () -> opens(thread));

    Process other =
        CompletableFuture.supplyAsync(() -> start(new ProcessBuilder("true")))
            .orTimeout(20, TimeUnit.SECONDS)
            .whenComplete((done, failure) -> letGo(pipe))
            .get();

    assertThat(other.waitFor()).isZero();
    assertThat(hangs.get(20, TimeUnit.SECONDS).waitFor()).isZero();
  }

  private static boolean opens(Thread thread) {
    return Stream.of(thread.getStackTrace())
        .anyMatch(frame -> frame.getClassName().equals("java.lang.ProcessImpl"));
  }

  private static void letGo(Path pipe) {
    try (OutputStream writer = new FileOutputStream(pipe.toFile())) {
      writer.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Process start(ProcessBuilder builder) {
    try {
      return ProcessStart.of(builder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
