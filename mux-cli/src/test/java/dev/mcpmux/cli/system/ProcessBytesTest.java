package dev.mcpmux.cli.system;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.text.ByteText;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ProcessBytesTest {

  @Test
  void a_byte_that_is_not_utf8_is_half_a_character() {
    assertThat(ProcessBytes.text("caf\u00e9 \u00c3\u00a9".getBytes(ISO_8859_1)))
        .isEqualTo("caf\udce9 é");
    assertThat(ProcessBytes.isUtf8("é\uD83D\uDE00")).isTrue();
    assertThat(ProcessBytes.isUtf8("caf\udce9")).isFalse();
  }

  @Test
  void half_a_character_is_shown_in_whole_ones() {
    assertThat(ProcessBytes.shown("caf\udce9 é\uD83D\uDE00 \ud800x"))
        .isEqualTo("caf\\xe9 é\uD83D\uDE00 \uFFFDx");
    assertThat(ProcessBytes.shown("café")).isEqualTo("café");
  }

  @Test
  void relay_and_daemon_have_the_same_text_of_any_bytes() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 5_000; i++) {
      byte[] bytes = new byte[random.nextInt(9)];
      random.nextBytes(bytes);

      assertThat(ProcessBytes.text(bytes)).as("seed %d", seed).isEqualTo(ByteText.of(bytes));
    }
  }

  @Test
  void arguments_that_are_ascii_are_those_that_main_got() {
    String[] words = {"a", ""};

    assertThat(ProcessBytes.arguments(words)).isSameAs(words);
  }
}
