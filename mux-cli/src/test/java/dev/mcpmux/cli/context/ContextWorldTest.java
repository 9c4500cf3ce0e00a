package dev.mcpmux.cli.context;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever sessions of several projects do at two daemons, what reaches one of them, by whichever
 * way, is of a note or session that it may know of; and nothing that it may see is lost. {@code
 * -Dmcpmux.random.events=N} sets how many events there are, {@code -Dmcpmux.random.seed=N} repeats
 * a run.
 */
class ContextWorldTest {

  private static final int EVENTS = Integer.getInteger("mcpmux.random.events", 3_000);

  @TempDir private Path directory;

  @Test
  void nothing_reaches_a_session_that_may_not_know_of_it_and_nothing_is_lost() throws Exception {
    long seed = Long.getLong("mcpmux.random.seed", new Random().nextLong());
    Path memory = Path.of("/dev/shm");
    Path place = Files.isWritable(memory) ? Files.createTempDirectory(memory, "notes") : directory;
    ContextWorld world = new ContextWorld(place, seed, 2);
    try {
      for (int i = 0; i < EVENTS; i++) {
        world.step();
      }
      world.end();
    } finally {
      remove(place);
    }
    System.out.println(EVENTS + " events, seed " + seed + ": " + world.counts());
    assertThat(world.counts())
        .as("seed " + seed)
        .containsKeys(
            "saved",
            "deleted",
            "conflicts",
            "handovers",
            "late",
            "resumed",
            "updated",
            "changed by another",
            "ticks");
  }

  static void remove(Path place) throws IOException {
    try (Stream<Path> files = Files.walk(place)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
