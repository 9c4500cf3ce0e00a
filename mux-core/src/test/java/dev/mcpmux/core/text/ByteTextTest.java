package dev.mcpmux.core.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ByteTextTest {

  @Test
  void utf8_is_itself() {
    String text = "é\u4e2d\uD83D\uDE00\0\uFFFD";

    assertThat(ByteText.of(text.getBytes(UTF_8))).isEqualTo(text);
    assertThat(ByteText.bytes(text)).isEqualTo(text.getBytes(UTF_8));
    assertThat(ByteText.isUtf8(text)).isTrue();
    assertThat(ByteText.printable(text)).isSameAs(text);
  }

  @Test
  void a_byte_that_is_not_utf8_is_half_a_character() {
    String text = ByteText.of(latin1("caf\u00e9 \u00e2\u0082 \u00c3\u00a9"));

    assertThat(text).isEqualTo("caf\udce9 \udce2\udc82 é");
    assertThat(ByteText.isUtf8(text)).isFalse();
    assertThat(ByteText.hasBytes(text)).isTrue();
    assertThat(ByteText.printable(text)).isEqualTo("caf\\xe9 \\xe2\\x82 é");
  }

  @Test
  void half_a_character_in_utf8_of_its_own_is_three_bytes_that_are_none() {
    assertThat(ByteText.of(latin1("\u00ed\u00b2\u0080"))).isEqualTo("\udced\udcb2\udc80");
    assertThat(ByteText.of(latin1("\u00c0\u00af\u00f4\u0090\u0080\u0080")))
        .isEqualTo("\udcc0\udcaf\udcf4\udc90\udc80\udc80");
  }

  @Test
  void half_a_character_that_stands_for_no_byte_is_told_from_others() {
    assertThat(ByteText.hasBytes("\ud800")).isFalse();
    assertThat(ByteText.hasBytes("\udc7f\udce9")).isFalse();
    assertThat(ByteText.bytes("\ud800")).isNotEqualTo(ByteText.bytes("\ud801"));
    assertThat(ByteText.printable("a\ud800")).isEqualTo("a\\ud800");
  }

  @Test
  void bytes_that_were_put_together_become_the_character_that_they_are() {
    assertThat(ByteText.joined("a\udcc3" + "\udca9")).isEqualTo("aé");
    assertThat(ByteText.joined("a\udcc3b")).isEqualTo("a\udcc3b");
  }

  @Test
  void any_bytes_come_back_and_others_are_another_text() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Map<String, ByteBuffer> known = new HashMap<>();
    for (int i = 0; i < 50_000; i++) {
      byte[] bytes = new byte[random.nextInt(6)];
      for (int at = 0; at < bytes.length; at++) {
        // most around the limits of what is UTF-8
        int[] often = {0x7F, 0x80, 0x9F, 0xA0, 0xBF, 0xC3, 0xE0, 0xED, 0xEF, 0xF0, 0xF4, 0xB2};
        bytes[at] =
            (byte) (random.nextInt(4) == 0 ? random.nextInt(256) : often[random.nextInt(12)]);
      }
      String text = ByteText.of(bytes);

      assertThat(ByteText.bytes(text)).as("seed %d", seed).isEqualTo(bytes);
      assertThat(ByteText.joined(text)).as("seed %d", seed).isEqualTo(text);
      ByteBuffer before = known.put(text, ByteBuffer.wrap(bytes));
      assertThat(before == null || before.equals(ByteBuffer.wrap(bytes)))
          .as("seed %d", seed)
          .isTrue();
    }
  }

  private static byte[] latin1(String text) {
    return text.getBytes(ISO_8859_1);
  }
}
