package dev.mcpmux.netty.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StderrTailTest {

  private final StderrTail tail = new StderrTail();

  @Test
  void the_last_lines_are_kept_oldest_first() {
    for (int i = 0; i < 100; i++) {
      tail.add("line " + i);
    }

    assertThat(tail.lines())
        .hasSize(StderrTail.MAX_LINES)
        .startsWith("line 80")
        .endsWith("line 99");
  }

  @Test
  void long_lines_are_cut_and_few_of_them_kept() {
    for (int i = 0; i < 100; i++) {
      tail.add("x".repeat(100_000));
    }

    assertThat(tail.lines()).hasSizeLessThan(StderrTail.MAX_LINES);
    assertThat(tail.lines()).allMatch(line -> line.length() == StderrTail.MAX_LINE_CHARS + 1);
  }
}
