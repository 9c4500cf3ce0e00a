package dev.mcpmux.cli.change;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What writes is gone before each of its steps in turn; {@link KilledChangesIT} really kills. */
class InterruptedChangesTest {

  @TempDir private Path temporary;

  /** Takes the place of a kill: nothing catches it, and nothing tidies up behind it. */
  private static final class Gone extends Error {
    private static final long serialVersionUID = 1L;
  }

  @Test
  void stopped_while_it_writes_each_file_is_the_old_or_the_new_one_and_can_be_undone()
      throws Exception {
    int steps = new Interruption(temporary, InterruptedChangesTest::stop).ofWriting();

    assertThat(steps).isGreaterThan(30);
  }

  @Test
  void stopped_while_it_undoes_it_can_be_run_again() throws Exception {
    int steps = new Interruption(temporary, InterruptedChangesTest::stop).ofUndoing();

    assertThat(steps).isGreaterThan(20);
  }

  private static boolean stop(String what, Path directory, int step) throws Exception {
    StoppingDisk disk =
        new StoppingDisk(
            step,
            () -> {
              throw new Gone();
            });
    try {
      KilledMain.run(what, directory, disk);
      return false;
    } catch (Gone e) {
      return true;
    }
  }
}
