package dev.mcpmux.core.find;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.port.UsedTool;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UsedToolsTest {
  private final UsedTools used = new UsedTools();

  @Test
  void what_was_used_counts_more_where_it_was_used_and_never_much_more() {
    used.call("c", "/p", "s", "t");
    double once = used.factor("c", "/p", "s", "t");
    for (int i = 0; i < 1_000; i++) {
      used.call("c", "/p", "s", "t");
    }

    assertThat(once).isGreaterThan(1);
    assertThat(used.factor("c", "/p", "s", "t")).isGreaterThan(once).isLessThan(1.15);
    assertThat(used.factor("d", "/p", "s", "t")).isEqualTo(1);
    assertThat(used.factor("c", "/q", "s", "t")).isEqualTo(1);
    assertThat(used.factor("c", null, "s", "t")).isEqualTo(1);
    assertThat(used.factor("c", "/p", "r", "t")).isEqualTo(1);
    assertThat(used.factor("c", "/p", "s", "u")).isEqualTo(1);
  }

  @Test
  void what_was_not_used_longest_is_forgotten_past_the_bounds() {
    for (int i = 0; i < 100; i++) {
      used.call("c", "/p", "s", "t" + i);
      used.call("c", "/p", "s", "often");
    }
    assertThat(used.factor("c", "/p", "s", "often")).isGreaterThan(1);
    assertThat(used.factor("c", "/p", "s", "t0")).isEqualTo(1);
    for (int i = 0; i < 100; i++) {
      used.call("c", "/" + i, "s", "t");
    }
    assertThat(used.factor("c", "/p", "s", "often")).isEqualTo(1);
    assertThat(used.factor("c", "/99", "s", "t")).isGreaterThan(1);
  }

  @Test
  void what_was_used_before_counts_with_what_is_called_since() {
    assertThat(used.begin("c", "/p")).isTrue();
    assertThat(used.begin("c", "/p")).isFalse();
    used.call("c", "/p", "s", "t");
    double once = used.factor("c", "/p", "s", "t");

    used.before(
        "c", "/p", List.of(new UsedTool("s", "u", Long.MAX_VALUE), new UsedTool("s", "t", 2)));

    assertThat(used.factor("c", "/p", "s", "t")).isGreaterThan(once);
    assertThat(used.factor("c", "/p", "s", "u")).isGreaterThan(1.14).isLessThan(1.15);
    used.call("c", "/p", "s", "u");
    assertThat(used.factor("c", "/p", "s", "u")).isGreaterThan(1.14).isLessThan(1.15);
    assertThat(used.factor("c", "/q", "s", "u")).isEqualTo(1);
    assertThat(used.factor("d", "/p", "s", "u")).isEqualTo(1);
  }

  @Test
  void of_what_was_used_before_as_much_is_kept_as_of_what_is_called() {
    used.begin("c", "/p");
    used.call("c", "/p", "s", "now");
    List<UsedTool> many = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      many.add(new UsedTool("s", "t" + i, 1_000 - i));
    }
    many.set(1, new UsedTool("s", "x".repeat(201), 5));
    used.before("c", "/p", many);

    assertThat(used.factor("c", "/p", "s", "now")).isGreaterThan(1);
    assertThat(used.factor("c", "/p", "s", "t0")).isGreaterThan(1);
    assertThat(used.factor("c", "/p", "s", "x".repeat(201))).isEqualTo(1);
    assertThat(used.factor("c", "/p", "s", "t64")).isEqualTo(1);
    used.before("d", "/p", many);
    assertThat(used.factor("d", "/p", "s", "t0")).isEqualTo(1);
  }

  @Test
  void a_long_name_is_not_kept() {
    used.call("c", "/p", "s", "x".repeat(201));

    assertThat(used.factor("c", "/p", "s", "x".repeat(201))).isEqualTo(1);
  }
}
