package dev.mcpmux.core.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A value of a frame without its long texts, and where in the frame what is left of it stands. */
class BriefValueTest {
  private static final String LONG = "x".repeat(5_000);

  private static byte[] frame(String params) {
    String frame =
        "{\"id\":1,\"method\":\"tools/call\",\"params\":" + params + ",\"jsonrpc\":\"2.0\"}\n";
    return frame.getBytes(StandardCharsets.UTF_8);
  }

  private static FrameView scan(byte[] line) {
    FrameScanner scanner = new FrameScanner();
    scanner.scan(ByteBuffer.wrap(line), 0, line.length);
    return scanner.view();
  }

  private static String brief(String params) {
    BriefValue brief = BriefValue.of(scan(frame(params)), Field.PARAMS);
    return new String(brief.json(), StandardCharsets.UTF_8).replace('\0', '-');
  }

  @Test
  void long_strings_are_left_out_and_keys_and_numbers_are_not() {
    String number = "1".repeat(5_000);

    assertThat(brief("{\"a\":\"" + LONG + "\",\"b\":[\"" + LONG + "\\n\", \"c\"]}"))
        .isEqualTo("{\"a\":\"-\",\"b\":[\"-\", \"c\"]}");
    assertThat(brief("{\"name\":\"" + LONG + "\",\"x\":{}}"))
        .isEqualTo("{\"name\":\"-\",\"x\":{}}");
    assertThat(brief("{\"" + LONG + "\":1}")).isEqualTo("{\"" + LONG + "\":1}");
    assertThat(brief("{\"a\":" + number + "}")).isEqualTo("{\"a\":" + number + "}");
  }

  @Test
  void what_is_not_within_the_value_is_of_no_account() {
    byte[] line = frame("{\"a\":1},\"other\":\"" + LONG + "\"");
    BriefValue brief = BriefValue.of(scan(line), Field.PARAMS);

    assertThat(new String(brief.json(), StandardCharsets.UTF_8)).isEqualTo("{\"a\":1}");
    assertThat(brief.isWhole()).isTrue();
    assertThat(BriefValue.of(scan(frame("\"" + LONG + "\"")), Field.PARAMS).isWhole()).isTrue();
  }

  @Test
  void very_many_long_strings_are_not_all_noted_and_the_others_are_whole() {
    String many = "[" + ("\"" + LONG + "\",").repeat(40) + "1]";

    assertThat(brief(many))
        .startsWith("[" + "\"-\",".repeat(8))
        .endsWith("\"" + LONG + "\",1]")
        .hasSizeLessThan(many.length() / 2 + 100_000);
  }

  @Test
  void the_next_frame_of_a_scanner_has_none_of_the_one_before() {
    FrameScanner scanner = new FrameScanner();
    for (String params : List.of("{\"a\":\"" + LONG + "\"}", "{\"a\":\"x\"}")) {
      byte[] line = frame(params);
      scanner.reset();
      scanner.scan(ByteBuffer.wrap(line), 0, line.length);
    }

    assertThat(BriefValue.of(scanner.view(), Field.PARAMS).isWhole()).isTrue();
  }

  @Test
  void each_byte_is_found_in_the_whole_wherever_the_reads_end() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int run = 0; run < 300; run++) {
      byte[] line = frame("{" + members(random) + "\"z\":[" + values(random) + "0]}");
      FrameView view = scanInReads(random, line);
      int start = view.offset() + view.start(Field.PARAMS);
      int end = view.offset() + view.end(Field.PARAMS);
      ByteBuffer bytes = view.bytes();
      BriefValue brief = BriefValue.of(view, Field.PARAMS);

      int last = -1;
      for (int i = 0; i < brief.json().length; i++) {
        int whole = brief.inWhole(i);
        if (brief.json()[i] != 0) {
          assertThat(whole).as("seed %d", seed).isGreaterThan(last);
          assertThat(brief.json()[i]).as("seed %d", seed).isEqualTo(bytes.get(start + whole));
          last = whole;
        }
      }
      assertThat(brief.inWhole(brief.json().length)).as("seed %d", seed).isEqualTo(end - start);
      assertThat(brief.json().length).as("seed %d", seed).isLessThan(8 * 4096 + 1000);
      byte[] whole = new byte[end - start];
      bytes.get(start, whole);
      assertThat(BriefValue.whole(view, Field.PARAMS).json()).isEqualTo(whole);
    }
  }

  private static String members(Random random) {
    StringBuilder members = new StringBuilder();
    for (int i = random.nextInt(3); i > 0; i--) {
      members.append("\"m").append(i).append("\" : ").append(string(random)).append(',');
    }
    return members.toString();
  }

  private static String values(Random random) {
    StringBuilder values = new StringBuilder();
    for (int i = random.nextInt(4); i > 0; i--) {
      values.append("{\"k\": [").append(string(random)).append("]} ,");
    }
    return values.toString();
  }

  private static String string(Random random) {
    String piece =
        List.of("a", "\\\"", "\\\\", "\u65e5", "\\u0041", "plain text ").get(random.nextInt(6));
    int length = random.nextBoolean() ? 4096 + random.nextInt(4) - 4 : random.nextInt(20_000);
    return "\"" + piece.repeat(length / piece.getBytes(StandardCharsets.UTF_8).length) + "\"";
  }

  /** Each read in a buffer of its own, at another index. */
  private static FrameView scanInReads(Random random, byte[] line) {
    FrameScanner scanner = new FrameScanner();
    int arrived = 0;
    while (true) {
      arrived = Math.min(line.length, arrived + 1 + random.nextInt(9_000));
      int start = random.nextInt(3);
      byte[] bytes = new byte[start + line.length];
      Arrays.fill(bytes, (byte) 0xff);
      System.arraycopy(line, 0, bytes, start, arrived);
      if (scanner.scan(ByteBuffer.wrap(bytes), start, start + arrived)) {
        return scanner.view();
      }
    }
  }
}
