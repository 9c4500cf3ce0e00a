package dev.mcpmux.cli.change;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** As {@link InterruptedChangesTest}, with a process for each step that ends without a word. */
class KilledChangesIT {

  private static final int KILLED = 137;

  @TempDir private Path temporary;

  @Test
  void killed_while_it_writes_each_file_is_the_old_or_the_new_one_and_can_be_undone()
      throws Exception {
    assertThat(new Interruption(temporary, KilledChangesIT::kill).ofWriting()).isGreaterThan(30);
  }

  @Test
  void killed_while_it_undoes_it_can_be_run_again() throws Exception {
    assertThat(new Interruption(temporary, KilledChangesIT::kill).ofUndoing()).isGreaterThan(20);
  }

  private static boolean kill(String what, Path directory, int step) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                KilledMain.class.getName(),
                what,
                directory.toString(),
                String.valueOf(step))
            .inheritIO()
            .start();
    assertThat(process.waitFor(30, SECONDS)).isTrue();
    assertThat(process.exitValue()).isIn(0, KILLED);
    return process.exitValue() == KILLED;
  }
}
