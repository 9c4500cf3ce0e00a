package dev.mcpmux.core.cache;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.RepeatedTest;

/**
 * Random events with a server whose results are kept, with every answer checked. {@code
 * -Dmcpmux.random.seed=N} repeats a run that failed.
 */
class CachedRandomTest {
  private static final int RUNS = 20;
  private static final int EVENTS = Integer.getInteger("mcpmux.random.events", 60_000);

  @RepeatedTest(RUNS)
  void no_answer_crosses_tokens_or_misses_what_was_written_before() {
    long seed = Long.getLong("mcpmux.random.seed", System.nanoTime());
    CachedWorld world = new CachedWorld(seed);
    try {
      for (int i = 0; i < EVENTS / RUNS; i++) {
        world.step();
      }
    } catch (Throwable failure) {
      throw new AssertionError(
          "seed " + seed + ": " + failure.getMessage() + "\n" + world.history(), failure);
    }
    assertThat(world.answers).as("answers, seed " + seed).isGreaterThan(100);
    assertThat(world.hits).as("answers from the cache, seed " + seed).isGreaterThan(10);
  }
}
