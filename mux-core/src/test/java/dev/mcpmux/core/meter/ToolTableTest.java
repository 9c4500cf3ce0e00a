package dev.mcpmux.core.meter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.port.CallEnd;
import dev.mcpmux.core.script.Frames;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ToolTableTest {

  private final ToolTable table = new ToolTable();

  private int of(String written) {
    return table.of(
        Frames.scan(
            "{\"method\":\"tools/call\",\"id\":1,\"jsonrpc\":\"2.0\",\"params\":{\"name\":\""
                + written
                + "\"}}"));
  }

  @Test
  void names_of_any_length_are_told_apart_by_every_byte_of_them() {
    Set<String> names = new LinkedHashSet<>();
    for (int length = 1; length <= 20; length++) {
      names.add("a".repeat(length));
      names.add("b" + "a".repeat(length - 1));
      names.add("a".repeat(length - 1) + "b");
    }
    long seed = System.nanoTime();
    List<String> asked = new ArrayList<>(names);
    for (int i = 0; i < 20; i++) {
      Collections.shuffle(asked, new Random(seed + i));
      for (String name : asked) {
        assertThat(table.name(of(name))).as("seed %d", seed).isEqualTo(name);
      }
    }
    assertThat(table.size()).isEqualTo(names.size());
  }

  @Test
  void what_stands_for_another_character_is_no_part_of_the_name_itself() {
    String backslash = "a\\\\b";
    String backspace = "a\\b";
    String zero = "\\u0000a";
    List<String> written = List.of(backslash, backspace, "a", zero, "ab", "\\u0061b");
    for (int i = 0; i < 2; i++) {
      assertThat(written)
          .extracting(each -> table.name(of(each)))
          .containsExactly("a\\b", "a\b", "a", "\0a", "ab", "ab");
    }
  }

  @Test
  void a_name_that_has_made_room_is_not_found_as_the_last_one() {
    for (int i = 0; i < ToolTable.MAX_TOOLS - 1; i++) {
      count(of("tool" + i), 2);
    }
    int place = of("gone");
    count(place, 1);

    assertThat(of("a\\\\b")).isEqualTo(place);
    count(place, 2);
    assertThat(of("a\\b")).isEqualTo(ToolTable.OTHER);
    assertThat(of("gone")).isEqualTo(ToolTable.OTHER);
  }

  private void count(int tool, int calls) {
    for (int i = 0; i < calls; i++) {
      table.tally(tool).begin(1);
      table.tally(tool).end(CallEnd.RESULT, 1, Tally.NO_TIME);
    }
  }
}
