package dev.mcpmux.core.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameSplicerTest {
  private final FrameEdits edits = new FrameEdits();

  private String splice(String frame) {
    byte[] bytes = ("__" + frame).getBytes(StandardCharsets.UTF_8);
    byte[] spliced = FrameSplicer.splice(ByteBuffer.wrap(bytes), 2, bytes.length - 2, edits);
    assertThat(spliced).hasSize(FrameSplicer.splicedLength(bytes.length - 2, edits));
    return new String(spliced, StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void without_edits_a_frame_is_copied() {
    assertThat(splice("{\"a\":1.0}")).isEqualTo("{\"a\":1.0}");
  }

  @Test
  void spans_are_replaced_in_whatever_order_they_were_given() {
    edits.replace(8, 9, bytes("\"x\""));
    edits.replace(0, 1, 1234567890123456789L);
    edits.replace(4, 6, 0);

    assertThat(splice("0123456789")).isEqualTo("12345678901234567891230" + "67\"x\"9");
    assertThat(edits.count()).isEqualTo(3);
    assertThat(edits.delta()).isEqualTo(18 + 2 - 1);
  }

  @Test
  void text_can_be_put_in_and_left_out() {
    edits.replace(3, 5, bytes(""));
    edits.replace(3, 3, bytes("a"));
    edits.replace(3, 3, bytes("b"));
    edits.replace(0, 0, bytes("<"));
    edits.replace(10, 10, bytes(">"));

    assertThat(splice("0123456789")).isEqualTo("<012ab56789>");
  }

  @Test
  void cleared_edits_start_anew() {
    edits.replace(0, 1, 7);
    edits.clear();

    assertThat(edits.count()).isZero();
    assertThat(edits.delta()).isZero();
    assertThat(splice("01")).isEqualTo("01");
  }

  @Test
  void an_overlap_is_a_mistake_of_the_caller() {
    edits.replace(2, 5, 7);

    for (int[] span : new int[][] {{4, 6}, {0, 3}, {2, 5}, {3, 3}, {-1, 0}, {9, 8}}) {
      assertThatThrownBy(() -> edits.replace(span[0], span[1], 1))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> edits.replace(7, 8, -1)).isInstanceOf(IllegalArgumentException.class);
    assertThat(splice("0123456789")).isEqualTo("01756789");
    assertThatThrownBy(() -> splice("0123")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void the_id_and_the_token_of_a_view_are_replaced_and_nothing_else() {
    FrameView view =
        Frames.scan(
            "{\"method\":\"tools/call\",\"params\":{\"n\":1.0,\"_meta\":{\"progressToken\":\"\\u0061\"}},"
                + "\"jsonrpc\":\"2.0\", \"id\":\"x\"}<0d>");

    edits.replace(view.start(Field.ID), view.end(Field.ID), 7);
    edits.replace(view.start(Field.META_PROGRESS_TOKEN), view.end(Field.META_PROGRESS_TOKEN), 7);

    assertThat(new String(FrameSplicer.splice(view, edits), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"method\":\"tools/call\",\"params\":{\"n\":1.0,\"_meta\":{\"progressToken\":7}},"
                + "\"jsonrpc\":\"2.0\", \"id\":7}");
  }

  @Test
  void random_edits_do_what_a_string_builder_does() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 2000; round++) {
      edits.clear();
      StringBuilder expected = new StringBuilder();
      List<Runnable> calls = new ArrayList<>();
      int at = 0;
      String frame = "abcdefghijklmnopqrstuvwxyz".repeat(3);
      while (true) {
        int start = at + 1 + random.nextInt(9);
        int end = start + random.nextInt(4);
        if (end > frame.length()) {
          break;
        }
        long number = random.nextLong() >>> 1 + random.nextInt(63);
        calls.add(
            random.nextBoolean()
                ? () -> edits.replace(start, end, number)
                : () -> edits.replace(start, end, bytes(Long.toString(number))));
        expected.append(frame, at, start).append(number);
        at = end;
      }
      expected.append(frame.substring(at));
      Collections.shuffle(calls, random);
      calls.forEach(Runnable::run);

      assertThat(splice(frame)).as("seed %d", seed).isEqualTo(expected.toString());
    }
  }
}
