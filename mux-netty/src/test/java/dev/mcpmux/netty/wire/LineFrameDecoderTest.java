package dev.mcpmux.netty.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameFault;
import dev.mcpmux.netty.NoLeaks;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeaks.class)
class LineFrameDecoderTest {

  private static final int LIMIT = 64;

  private final List<String> seen = new ArrayList<>();
  private ByteBuf lastBuffer;

  @Test
  void frames_are_the_same_however_the_bytes_are_cut() {
    String input =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}\n"
            + "\n  \r\n"
            + "{\"jsonrpc\":\"2.0\",\"method\":\"é€😀\"}\r\n"
            + "\u001e{\"end\":true}\n"
            + "not json\n"
            + "{\"jsonrpc\":\"2.0\",\"id\":\"a\\\"b\\\\\",\"result\":{}}\n";
    byte[] bytes = input.getBytes(UTF_8);

    for (int chunk = 1; chunk <= bytes.length; chunk++) {
      seen.clear();
      feed(channel(LIMIT, true), bytes, chunk).finish();

      assertThat(seen)
          .as("chunks of %d", chunk)
          .containsExactly(
              "NONE {\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}",
              "NONE {\"jsonrpc\":\"2.0\",\"method\":\"é€😀\"}",
              "control {\"end\":true}",
              "PARSE_ERROR not json",
              "NONE {\"jsonrpc\":\"2.0\",\"id\":\"a\\\"b\\\\\",\"result\":{}}");
    }
  }

  @Test
  void a_frame_inside_one_read_is_not_copied() {
    ByteBuf read = Unpooled.copiedBuffer("{\"jsonrpc\":\"2.0\",\"method\":\"a\"}\n", UTF_8);

    channel(LIMIT, true).writeInbound(read);

    assertThat(lastBuffer).isSameAs(read);
    assertThat(read.refCnt()).isZero();
  }

  @Test
  void the_limit_counts_without_the_line_end() {
    for (String lineEnd : List.of("\n", "\r\n")) {
      for (int length = LIMIT - 2; length <= LIMIT + 3; length++) {
        byte[] line = (frameOf(length) + lineEnd).getBytes(UTF_8);
        for (int chunk = 1; chunk <= line.length; chunk++) {
          seen.clear();
          feed(channel(LIMIT, true), line, chunk).finish();

          assertThat(seen).as("%d bytes in chunks of %d", length, chunk).hasSize(1);
          assertThat(seen.get(0)).startsWith(length <= LIMIT ? "NONE" : "OVERSIZE id=7");
        }
      }
    }
  }

  @Test
  void a_frame_over_the_limit_is_named_with_its_length_and_id_and_the_next_one_passes() {
    String input = frameOf(5000) + "\n" + frameOf(40) + "\n";

    for (int chunk : new int[] {1, 7, 63, 64, 65, 1000, 6000}) {
      seen.clear();
      feed(channel(LIMIT, false), input.getBytes(UTF_8), chunk).finish();

      assertThat(seen)
          .containsExactly("OVERSIZE id=7 frame length: 5000 (limit: 64)", "NONE " + frameOf(40));
    }
  }

  @Test
  void an_upstream_has_no_control_lines() {
    feed(channel(LIMIT, false), "\u001e{\"end\":true}\n".getBytes(UTF_8), 100);

    assertThat(seen).containsExactly("PARSE_ERROR \u001e{\"end\":true}");
  }

  @Test
  void a_control_line_over_its_limit_is_ignored() {
    String tooLong = "\u001e" + "x".repeat(LineFrameDecoder.MAX_CONTROL_BYTES) + "\n";
    String longest = "\u001e" + "x".repeat(LineFrameDecoder.MAX_CONTROL_BYTES - 1) + "\n";

    feed(channel(LIMIT, true), (tooLong + longest + frameOf(40) + "\n").getBytes(UTF_8), 1000);

    assertThat(seen).hasSize(2);
    assertThat(seen.get(0)).startsWith("control xxx");
    assertThat(seen.get(1)).isEqualTo("NONE " + frameOf(40));
  }

  @Test
  void the_last_line_may_lack_its_line_end() {
    feed(channel(LIMIT, true), frameOf(40).getBytes(UTF_8), 7).finish();
    feed(channel(LIMIT, true), "{\"jsonrpc\":".getBytes(UTF_8), 7).finish();
    feed(channel(LIMIT, true), "  \r".getBytes(UTF_8), 7).finish();

    assertThat(seen).containsExactly("NONE " + frameOf(40), "PARSE_ERROR {\"jsonrpc\":");
  }

  @Test
  void half_a_message_of_an_upstream_is_none_but_a_whole_one_needs_no_line_end() {
    feed(channel(LIMIT, false), "{\"jsonrpc\":".getBytes(UTF_8), 7).finish();
    feed(channel(LIMIT, false), frameOf(40).getBytes(UTF_8), 7).finish();

    assertThat(seen).containsExactly("half PARSE_ERROR", "NONE " + frameOf(40));
  }

  @Test
  void a_frame_of_32_MiB_in_reads_of_4_KiB_takes_time_linear_in_its_length() {
    byte[] line = (frameOf(32 << 20) + "\n").getBytes(UTF_8);
    EmbeddedChannel channel = channel(64 << 20, true);

    long start = System.nanoTime();
    feed(channel, line, 4096);
    long millis = (System.nanoTime() - start) / 1_000_000;

    assertThat(seen).hasSize(1);
    // copying it whole with each read would take a quarter of an hour
    assertThat(millis).isLessThan(10_000);
  }

  @Test
  void a_long_line_is_the_same_when_it_is_read_to_where_it_is_collected() {
    String line = frameOf(200_000);
    String input = frameOf(40) + "\n" + line + "\n" + frameOf(50) + "\n" + line + "\n" + line;

    for (int chunk : new int[] {1 << 10, 40_000, 64 << 10, 199_990, 200_001, 1 << 20}) {
      for (int limit : new int[] {200_000, 300_000}) {
        seen.clear();
        readInto(channel(limit, false), input.getBytes(UTF_8), chunk).finish();

        assertThat(seen)
            .as("reads of %d", chunk)
            .containsExactly(
                "NONE " + frameOf(40),
                "NONE " + line,
                "NONE " + frameOf(50),
                "NONE " + line,
                "NONE " + line);
      }
    }
  }

  @Test
  void a_line_over_the_limit_is_dropped_when_it_was_read_to_where_it_is_collected() {
    String input = frameOf(200_000) + "\n" + frameOf(50) + "\n";

    for (int chunk : new int[] {1 << 10, 40_000, 64 << 10, 1 << 20}) {
      seen.clear();
      readInto(channel(100_000, false), input.getBytes(UTF_8), chunk).finish();

      assertThat(seen)
          .containsExactly(
              "OVERSIZE id=7 frame length: 200000 (limit: 100000)", "NONE " + frameOf(50));
    }
  }

  @Test
  void what_was_read_of_a_long_line_is_not_copied_again() {
    EmbeddedChannel channel = channel(1 << 20, false);
    LineFrameDecoder decoder = channel.pipeline().get(LineFrameDecoder.class);
    byte[] line = (frameOf(100_000) + "\n").getBytes(UTF_8);
    channel.writeInbound(channel.alloc().buffer().writeBytes(line, 0, 60_000));

    ByteBuf room = decoder.roomForRead();
    channel.writeInbound(room.writeBytes(line, 60_000, line.length - 60_000));

    assertThat(lastBuffer).isSameAs(room);
    assertThat(room.refCnt()).isZero();
  }

  @Test
  void a_line_that_ends_drop_by_drop_at_the_limit_is_not_moved_for_each_drop() {
    int limit = 100_000;
    EmbeddedChannel channel = channel(limit, false);
    LineFrameDecoder decoder = channel.pipeline().get(LineFrameDecoder.class);
    byte[] line = frameOf(limit).getBytes(UTF_8);
    channel.writeInbound(channel.alloc().buffer().writeBytes(line, 0, limit - 100));

    List<Long> addresses = new ArrayList<>();
    for (int at = limit - 100; at < limit; at++) {
      ByteBuf room = decoder.roomForRead();
      addresses.add(room.memoryAddress());
      channel.writeInbound(room.writeByte(line[at]));
    }

    assertThat(addresses).containsOnly(addresses.get(0));
    channel.writeInbound(channel.alloc().buffer().writeByte('\n'));
    assertThat(seen).hasSize(1);
  }

  /** A request of exactly this many bytes, its id last. */
  private static String frameOf(int length) {
    String head = "{\"jsonrpc\":\"2.0\",\"method\":\"";
    String tail = "\",\"id\":7}";
    return head + "m".repeat(length - head.length() - tail.length()) + tail;
  }

  private static EmbeddedChannel feed(EmbeddedChannel channel, byte[] bytes, int chunk) {
    for (int at = 0; at < bytes.length; at += chunk) {
      int length = Math.min(chunk, bytes.length - at);
      channel.writeInbound(channel.alloc().buffer(length).writeBytes(bytes, at, length));
    }
    return channel;
  }

  /** As a channel does that puts what it reads where the decoder wants it. */
  private static EmbeddedChannel readInto(EmbeddedChannel channel, byte[] bytes, int chunk) {
    LineFrameDecoder decoder = channel.pipeline().get(LineFrameDecoder.class);
    for (int at = 0; at < bytes.length; ) {
      ByteBuf room = decoder.roomForRead();
      ByteBuf read = room != null ? room : channel.alloc().buffer(chunk, chunk);
      int length = Math.min(Math.min(chunk, read.writableBytes()), bytes.length - at);
      channel.writeInbound(read.writeBytes(bytes, at, length));
      at += length;
    }
    return channel;
  }

  private EmbeddedChannel channel(int limit, boolean controlLines) {
    return new EmbeddedChannel(
        new LineFrameDecoder(limit, controlLines),
        new ChannelInboundHandlerAdapter() {
          @Override
          public void channelRead(ChannelHandlerContext ctx, Object message) {
            see((Frame) message);
          }

          @Override
          public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof ControlLine line) {
              seen.add("control " + new String(line.json(), UTF_8));
            } else {
              seen.add("half " + ((Frame) event).view().fault());
            }
          }
        });
  }

  private void see(Frame frame) {
    lastBuffer = frame.buffer();
    FrameFault fault = frame.view().fault();
    if (fault == FrameFault.OVERSIZE) {
      seen.add(fault + " id=" + frame.view().text(Field.ID) + " " + frame.view().faultText());
    } else {
      seen.add(fault + " " + frame.buffer().toString(frame.index(), frame.length(), UTF_8));
    }
  }
}
