package dev.mcpmux.core.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameTextTest {
  @Test
  void what_would_break_a_line_or_a_string_is_escaped() {
    assertThat(FrameText.quoted("a\"b\\c\n\r\t\u0000\u001f\u007f\u2028é日😀/"))
        .isEqualTo("\"a\\\"b\\\\c\\n\\r\\t\\u0000\\u001f\u007f\\u2028é日😀/\"");
  }

  @Test
  void a_lone_surrogate_is_escaped_and_a_pair_is_not() {
    assertThat(FrameText.quoted("\ud83d")).isEqualTo("\"\\ud83d\"");
    assertThat(FrameText.quoted("\ude00\ud83d!")).isEqualTo("\"\\ude00\\ud83d!\"");
    assertThat(FrameText.quoted("\ud83d\ude00")).isEqualTo("\"\ud83d\ude00\"");
  }

  @Test
  void the_scanner_reads_back_whatever_was_quoted() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 2000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(12); i > 0; i--) {
        int range = new int[] {0x30, 0x80, 0x3000, 0x10000}[random.nextInt(4)];
        text.append((char) random.nextInt(range));
      }
      StringBuilder frame = new StringBuilder("{\"jsonrpc\":\"2.0\",\"id\":");
      FrameText.quote(frame, text);
      frame.append(",\"result\":{}}");
      byte[] line = Frames.line(frame.toString().getBytes(StandardCharsets.UTF_8));
      FrameScanner scanner = new FrameScanner();

      scanner.scan(java.nio.ByteBuffer.wrap(line), 0, line.length);

      assertThat(scanner.lineBytes()).isEqualTo(line.length);
      assertThat(scanner.view().text(Field.ID)).as("seed %d", seed).isEqualTo(text.toString());
    }
  }
}
