package dev.mcpmux.netty.remote.body;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SseParserTest {

  private static final int LIMIT = 100;
  private static final int FIELD_LIMIT = 1_024;

  /** What the parser has told, a line each. */
  private final List<String> told = new ArrayList<>();

  private final SseParser.Sink sink =
      new SseParser.Sink() {
        @Override
        public void onEvent(String type, ByteBuf data) {
          told.add(type + " " + data.toString(StandardCharsets.UTF_8));
        }

        @Override
        public void onOversize(long bytes) {
          told.add("oversize " + bytes);
        }

        @Override
        public void onRetry(long millis) {
          told.add("retry " + millis);
        }

        @Override
        public void onId(String id) {
          told.add("id " + id);
        }
      };

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      textBlock =
          """
          data: x~~|message x
          data:x~~|message x
          data:  x~~|message  x
          data: a~data: b~~|message a\\nb
          data~data: b~~|message \\nb
          event: endpoint~data: /m~~|endpoint /m
          event: e~~data: x~~|message x
          id: 7~data: x~~|id 7;message x
          id: 7~data~~|id 7
          id: 7~~|id 7
          id~data: x~~|id ;message x
          retry: 250~~|retry 250
          retry: 2s~~|
          retry: 99999999999~~|
          : comment~data: x~:~~|message x
          dat: y~data2: z~datas: q~data: x~~|message x
          data: x~|
          data: a:b: c~~|message a:b: c
          ~~data: x~~|message x
          """)
  void each_event_is_told_as_the_standard_has_it(String stream, String expected) {
    for (String end : List.of("\n", "\r", "\r\n")) {
      told.clear();
      feed(stream.replace("~", end), 1);

      String wanted = expected == null ? "" : expected.replace("\\n", "\n");
      assertThat(String.join(";", told)).as(end.replace("\r", "CR")).isEqualTo(wanted);
    }
  }

  @Test
  void a_byte_order_mark_stands_in_front_only() {
    feed("\uFEFFdata: x\n\n\uFEFFdata: y\n\ndata: z\n\n", 2);

    assertThat(told).containsExactly("message x", "message z");
  }

  @Test
  void half_a_byte_order_mark_begins_a_name_that_means_nothing() {
    for (String mark : List.of("\u00ef", "\u00ef\u00bb", "\u00ef\u00bb\n")) {
      told.clear();
      SseParser parser = new SseParser(UnpooledByteBufAllocator.DEFAULT, LIMIT, FIELD_LIMIT, sink);

      String stream = mark + "data: x\n\ndata: y\n\n";
      parser.feed(Unpooled.copiedBuffer(stream, StandardCharsets.ISO_8859_1));

      assertThat(told).last().isEqualTo("message y");
      assertThat(told).hasSize(mark.endsWith("\n") ? 2 : 1);
    }
  }

  @Test
  void an_event_over_the_limit_is_told_by_its_length_and_the_next_one_is_read() {
    feed(
        "data: " + "x".repeat(LIMIT) + "\n\ndata: " + "y".repeat(LIMIT + 1) + "\n\ndata: z\n\n", 7);

    assertThat(told)
        .containsExactly("message " + "x".repeat(LIMIT), "oversize " + (LIMIT + 1), "message z");
  }

  @Test
  void an_id_that_no_header_may_hold_is_passed_over() {
    feed("id: a\u0001b\ndata: x\n\nid: " + "i".repeat(2000) + "\n\n", 3);

    assertThat(told).containsExactly("message x");
  }

  @Test
  void nothing_is_told_once_it_is_closed_from_within() {
    SseParser[] parser = new SseParser[1];
    parser[0] =
        new SseParser(
            UnpooledByteBufAllocator.DEFAULT,
            LIMIT,
            FIELD_LIMIT,
            new SseParser.Sink() {
              @Override
              public void onEvent(String type, ByteBuf data) {
                parser[0].close();
                told.add("event");
              }

              @Override
              public void onOversize(long bytes) {}

              @Override
              public void onRetry(long millis) {}

              @Override
              public void onId(String id) {}
            });
    parser[0].feed(Unpooled.copiedBuffer("data: x\n\ndata: y\n\n", StandardCharsets.UTF_8));

    assertThat(told).containsExactly("event");
  }

  @Test
  void it_does_not_matter_where_the_bytes_are_cut() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 500; round++) {
      String stream = stream(random);
      told.clear();
      feed(stream, Integer.MAX_VALUE);
      List<String> whole = List.copyOf(told);
      told.clear();
      feed(stream, random, 1 + random.nextInt(12));

      assertThat(told).as("seed %d, round %d: %s", seed, round, stream).isEqualTo(whole);
    }
  }

  private static String stream(Random random) {
    String[] parts = {
      "data",
      "data:",
      "data: ",
      "id: 1",
      "event: e",
      "retry: 5",
      ":",
      "x",
      "größe",
      "\n",
      "\r",
      "\r\n",
      "\n\n",
      "\r\r",
      "\r\n\r\n",
      "\uFEFF",
      " ",
      "{\"a\":1}"
    };
    StringBuilder stream = new StringBuilder();
    for (int i = random.nextInt(40); i >= 0; i--) {
      stream.append(parts[random.nextInt(parts.length)]);
    }
    return stream.toString();
  }

  private void feed(String stream, int chunk) {
    feed(stream, null, chunk);
  }

  private void feed(String stream, Random random, int chunk) {
    SseParser parser = new SseParser(UnpooledByteBufAllocator.DEFAULT, LIMIT, FIELD_LIMIT, sink);
    ByteBuf bytes = Unpooled.copiedBuffer(stream, StandardCharsets.UTF_8);
    while (bytes.isReadable()) {
      int length = random == null ? chunk : 1 + random.nextInt(chunk);
      parser.feed(bytes.readSlice(Math.min(length, bytes.readableBytes())));
    }
    parser.close();
  }
}
