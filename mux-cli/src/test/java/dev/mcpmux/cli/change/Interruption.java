package dev.mcpmux.cli.change;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Stops what writes before each of its steps in turn, and looks at what is left each time. */
final class Interruption {

  /** Stops a process, or a part of one, before a step; false if there were fewer steps. */
  interface Stopping {
    boolean stops(String what, Path directory, int step) throws Exception;
  }

  private final Path temporary;
  private final Stopping stopping;

  Interruption(Path temporary, Stopping stopping) {
    this.temporary = temporary;
    this.stopping = stopping;
  }

  /** At each step of writing; how many there are. */
  int ofWriting() throws Exception {
    for (int step = 1; ; step++) {
      Path directory = Files.createDirectory(temporary.resolve("step " + step));
      Scene scene = new Scene(directory).make();
      Map<String, String> before = scene.snapshot();

      boolean stopped = stopping.stops("apply", directory, step);

      scene.assertOldOrNew();
      if (!stopped) {
        assertThat(scene.isChanged()).isTrue();
      }
      // what was left is tidied up by the next run, which finishes or begins anew
      scene.apply(StoppingDisk.never());
      scene.assertOldOrNew();
      assertThat(scene.isChanged()).isTrue();
      assertThat(scene.snapshot()).hasSize(before.size() + 2);
      scene.undo(StoppingDisk.never());
      assertThat(scene.snapshot()).isEqualTo(before);
      scene.assertNothingKept();
      if (!stopped) {
        return step;
      }
    }
  }

  /** At each step of undoing; how many there are. */
  int ofUndoing() throws Exception {
    for (int step = 1; ; step++) {
      Path directory = Files.createDirectory(temporary.resolve("step " + step));
      Scene scene = new Scene(directory).make();
      Map<String, String> before = scene.snapshot();
      scene.apply(StoppingDisk.never());

      boolean stopped = stopping.stops("undo", directory, step);

      scene.assertOldOrNew();
      scene.undo(StoppingDisk.never());
      scene.tidy();
      assertThat(scene.snapshot()).isEqualTo(before);
      scene.assertNothingKept();
      if (!stopped) {
        return step;
      }
    }
  }
}
