package dev.mcpmux.cli.tap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PageTest {

  private static final long SECOND = 1_000_000_000;

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(printed, false, StandardCharsets.UTF_8);
  private long now;

  private static int shown(Page page, int messages) {
    int shown = 0;
    for (int i = 0; i < messages; i++) {
      if (page.hasRoom(false)) {
        page.line("m");
        shown++;
      }
    }
    return shown;
  }

  private String text() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  @Test
  void more_than_one_can_read_is_counted_and_left_out_until_some_can_be_shown_together() {
    Page page = Page.readable(out, () -> now);
    assertThat(shown(page, 6000)).isEqualTo(3000);

    now += SECOND / 10;
    assertThat(shown(page, 10)).isZero();
    now += SECOND;
    assertThat(shown(page, 1000)).isEqualTo(110);
    assertThat(page.print()).isTrue();
    assertThat(text())
        .contains("m\n… 3010 messages are not shown: more came than one can read\nm\n");
  }

  @Test
  void what_was_left_out_is_said_before_more_comes_and_once_in_all() {
    Page page = Page.readable(out, () -> now);
    shown(page, 3002);
    page.sayLeftOut();
    page.print();
    assertThat(text()).endsWith("m\n… 2 messages are not shown: more came than one can read");

    shown(page, 3);
    page.sayLeftOut();
    page.line("other");
    shown(page, 1);
    page.end();
    page.end();
    page.print();
    String rest = " messages are not shown: more came than one can read";
    assertThat(text())
        .endsWith("m\n… 2" + rest + "\r… 5" + rest + "\r… 5" + rest + "\nother\n… 1" + rest + "\n");
  }

  @Test
  void some_that_have_failed_are_shown_among_more_than_one_can_read() {
    Page page = Page.readable(out, () -> now);
    shown(page, 5000);
    int shown = 0;
    for (int i = 0; i < 500; i++) {
      shown += page.hasRoom(true) ? 1 : 0;
    }
    assertThat(shown).isEqualTo(100);

    now += SECOND / 5;
    assertThat(page.hasRoom(false)).isFalse();
    assertThat(page.hasRoom(true)).isTrue();
    assertThat(page.hasRoom(true)).isTrue();
    assertThat(page.hasRoom(true)).isFalse();
  }

  @Test
  void the_last_messages_that_a_tap_begins_with_are_shown_and_then_those_that_pass() {
    Page page = Page.readable(out, () -> now);

    assertThat(shown(page, 2048 + 100)).isEqualTo(2148); // a tap has 2048 at once
  }

  @Test
  void programs_get_everything() {
    Page page = Page.whole(out);

    assertThat(shown(page, 5000)).isEqualTo(5000);
    assertThat(page.print()).isTrue();
    assertThat(text()).hasSize(10_000);
  }

  @Test
  void nothing_is_written_before_it_is_printed_and_nothing_twice() {
    Page page = Page.whole(out);
    page.line("one");
    assertThat(text()).isEmpty();
    page.print();
    page.print();

    assertThat(text()).isEqualTo("one\n");
  }
}
