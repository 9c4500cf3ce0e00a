package dev.mcpmux.core.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ListWalkTest {
  private final ListWalk walk = new ListWalk();

  private boolean walks(int pages) {
    for (int page = 0; page < pages - 1; page++) {
      assertThat(walk.isClosedBy("c" + page, "c" + (page + 1))).isFalse();
    }
    return walk.isClosedBy("c" + (pages - 1), "c0");
  }

  @Test
  void a_circle_ends_where_it_closes() {
    assertThat(walks(200)).isTrue();
  }

  @Test
  void a_list_of_many_pages_is_no_circle() {
    walks(10_000);

    assertThat(walk.isClosedBy("c9999", "c10000")).isFalse();
  }

  @Test
  void of_long_cursors_only_the_one_just_used_is_known() {
    String one = "1".repeat(1000);
    String two = "2".repeat(1000);

    assertThat(walk.isClosedBy(one, two)).isFalse();
    assertThat(walk.isClosedBy(two, one)).isFalse();
    assertThat(walk.isClosedBy(one, one)).isTrue();
  }

  @Test
  void whatever_a_server_answers_the_walk_is_looked_through_in_the_end() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      String from = "c" + random.nextInt(300);
      boolean closed = walk.isClosedBy(from, from);
      walk.isClosedBy(from, "c" + random.nextInt(300));
      assertThat(closed).as("seed " + seed).isTrue();
    }
  }
}
