package dev.mcpmux.cli.context;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * In every view, and whatever the config denies: nothing of a note reaches a session that may not
 * know of it, and no tool does anything for a session that may not have it. {@code
 * -Dmcpmux.random.events=N} and {@code -Dmcpmux.random.seed=N} as for {@link ContextWorldTest}.
 */
class ContextViewsTest {

  private static final int EVENTS = Integer.getInteger("mcpmux.random.events", 1_500);

  @TempDir private Path directory;

  @Test
  void no_view_and_no_filter_lets_through_what_is_not_for_the_session() throws Exception {
    long seed = Long.getLong("mcpmux.random.seed", new Random().nextLong());
    Path memory = Path.of("/dev/shm");
    Path place = Files.isWritable(memory) ? Files.createTempDirectory(memory, "notes") : directory;
    ContextViews world = new ContextViews(place, seed);
    try {
      for (int i = 0; i < EVENTS; i++) {
        world.step();
      }
      System.out.println(EVENTS + " events, seed " + seed + ": " + world.counts());
      assertThat(world.counts())
          .as("seed " + seed)
          .containsKeys(
              "saved", "changed", "deleted", "denied", "found", "listed", "seen", "configs",
              "gone");
    } finally {
      world.end();
      ContextWorldTest.remove(place);
    }
  }
}
