package dev.mcpmux.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.world.World;
import org.junit.jupiter.api.RepeatedTest;

/**
 * Random events against a {@link Mux}, with the invariants of {@link World} checked after each.
 * {@code -Dmcpmux.random.events=N} sets how many there are, {@code -Dmcpmux.random.seed=N} repeats
 * a run that failed.
 */
class MuxRandomTest {
  private static final int RUNS = 20;
  private static final int EVENTS = Integer.getInteger("mcpmux.random.events", 100_000);

  @RepeatedTest(RUNS)
  void whatever_happens_nothing_reaches_the_wrong_session_and_nothing_is_lost() {
    long seed = Long.getLong("mcpmux.random.seed", System.nanoTime());
    World world = new World(seed);
    try {
      for (int i = 0; i < EVENTS / RUNS; i++) {
        world.step();
      }
      world.end();
    } catch (Throwable failure) {
      throw new AssertionError(
          "seed "
              + seed
              + " (repeat with -Dmcpmux.random.seed="
              + seed
              + "): "
              + failure.getMessage()
              + "\nwhat happened before it:\n"
              + world.history(),
          failure);
    }
    assertThat(world.replies()).as("replies in the run with seed " + seed).isPositive();
  }
}
