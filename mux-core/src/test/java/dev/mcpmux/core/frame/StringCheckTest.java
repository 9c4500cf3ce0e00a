package dev.mcpmux.core.frame;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class StringCheckTest {

  private static final int[] THIRD_AND_FOURTH = {
    'a', 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0
  };

  private final StringCheck check = new StringCheck();

  @Test
  void takes_the_sequences_of_bytes_that_java_takes_for_utf8_wherever_they_are_cut() {
    byte[] text = new byte[12];
    for (int first = 0x80; first <= 0xff; first++) {
      for (int second = 0x7f; second <= 0xff; second++) {
        for (int third : THIRD_AND_FOURTH) {
          for (int fourth : THIRD_AND_FOURTH) {
            Arrays.fill(text, (byte) 'x');
            text[1] = (byte) first;
            text[2] = (byte) second;
            text[3] = (byte) third;
            text[4] = (byte) fourth;
            text[text.length - 1] = '"';
            int expected = isUtf8(text) ? StringCheck.CLOSED : StringCheck.BAD_UTF8;

            for (int cut = 0; cut <= 5; cut++) {
              if (state(text, cut) != expected) {
                assertThat(check.state())
                    .as("%x %x %x %x, cut at %d", first, second, third, fourth, cut)
                    .isEqualTo(expected);
              }
            }
          }
        }
      }
    }
  }

  @Test
  void finds_the_byte_that_needs_a_thought_wherever_it_stands() {
    for (int length = 1; length <= 150; length++) {
      for (int at = 0; at < length; at++) {
        for (int b : new int[] {0, 0x1f, '\n', '"', 0x80, 0xc1, 0xff}) {
          byte[] text = new byte[length];
          Arrays.fill(text, (byte) (at % 2 == 0 ? ' ' : 0x7f));
          text[at] = (byte) b;
          check.begin();

          int stopped = check.scan(ByteBuffer.wrap(text), 0, length);

          assertThat(stopped).as("%x at %d of %d", b, at, length).isEqualTo(b == '"' ? at + 1 : at);
        }
      }
    }
  }

  private int state(byte[] text, int cut) {
    ByteBuffer buffer = ByteBuffer.wrap(text);
    check.begin();
    int at = check.scan(buffer, 0, cut);
    if (check.state() < StringCheck.CLOSED) {
      check.scan(buffer, at, text.length);
    }
    return check.state();
  }

  private static boolean isUtf8(byte[] text) {
    try {
      UTF_8.newDecoder().decode(ByteBuffer.wrap(text));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
