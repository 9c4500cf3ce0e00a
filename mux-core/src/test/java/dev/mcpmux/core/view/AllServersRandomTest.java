package dev.mcpmux.core.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.RepeatedTest;

/**
 * Random events with clients of all servers, with what each of them must see checked after each.
 * {@code -Dmcpmux.random.seed=N} repeats a run that failed.
 */
class AllServersRandomTest {
  private static final int RUNS = 20;
  private static final Map<String, Integer> HAPPENED = new TreeMap<>();
  private static final int EVENTS = Integer.getInteger("mcpmux.random.events", 60_000);

  @RepeatedTest(RUNS)
  void every_client_gets_its_own_answers_from_the_servers_that_it_named() {
    long seed = Long.getLong("mcpmux.random.seed", System.nanoTime());
    AllServersWorld world = new AllServersWorld(seed);
    try {
      for (int i = 0; i < EVENTS / RUNS; i++) {
        world.step();
      }
      world.rest();
    } catch (Throwable failure) {
      throw new AssertionError(
          "seed " + seed + ": " + failure.getMessage() + "\n" + world.history(), failure);
    }
    assertThat(world.checked()).as("replies in the run with seed " + seed).isGreaterThan(100);
    world.counts().forEach((what, times) -> HAPPENED.merge(what, times, Integer::sum));
  }

  @AfterAll
  static void the_runs_together_have_shown_something() {
    assertThat(HAPPENED).containsKeys("call", "found", "misspelt", "name", "read", "refused");
  }
}
