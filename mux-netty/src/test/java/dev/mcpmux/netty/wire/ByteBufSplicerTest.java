package dev.mcpmux.netty.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpmux.core.frame.FrameEdits;
import dev.mcpmux.netty.NoLeaks;
import dev.mcpmux.netty.io.Buffers;
import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeaks.class)
class ByteBufSplicerTest {

  private final ByteBufSplicer splicer = new ByteBufSplicer();
  private final FrameEdits edits = new FrameEdits();

  @Test
  void a_line_has_its_edits_its_line_end_and_not_one_byte_of_room() {
    ByteBuf frame = buffer("....{\"id\":1,\"token\":\"x\"}....");
    edits.replace(6, 7, 12345);
    edits.replace(16, 19, "\"longer\"".getBytes(UTF_8));

    ByteBuf line = splicer.splice(Buffers.ALLOCATOR, frame, 4, 20, edits);

    assertThat(line.toString(UTF_8)).isEqualTo("{\"id\":12345,\"token\":\"longer\"}\n");
    assertThat(line.capacity()).isEqualTo(line.readableBytes());
    line.release();
    frame.release();
  }

  @Test
  void a_frame_without_edits_passes_as_it_is() {
    ByteBuf frame = buffer("{\"n\":1e400,\"s\":\"\\u0000\"}");

    ByteBuf line = splicer.splice(Buffers.ALLOCATOR, frame, 0, frame.readableBytes(), edits);

    assertThat(line.toString(UTF_8)).isEqualTo(frame.toString(UTF_8) + "\n");
    line.release();
    frame.release();
  }

  @Test
  void an_edit_behind_the_end_leaves_no_buffer() {
    ByteBuf frame = buffer("{}");
    edits.replace(1, 5, 1);

    assertThatThrownBy(() -> splicer.splice(Buffers.ALLOCATOR, frame, 0, 2, edits))
        .isInstanceOf(IllegalArgumentException.class);
    frame.release();
  }

  @Test
  void slices_are_no_copy_and_outlive_their_reader() {
    String rest = ",\"text\":\"" + "é".repeat(100_000) + "\"}";
    String json = "{\"id\":1" + rest;
    ByteBuf frame = buffer("...." + json + "....");
    edits.replace(6, 7, 12345);

    ByteBuf line = splicer.slice(Buffers.ALLOCATOR, frame, 4, json.getBytes(UTF_8).length, edits);
    assertThat(frame.refCnt()).isGreaterThan(1);
    frame.release();

    assertThat(line.toString(UTF_8)).isEqualTo("{\"id\":12345" + rest + "\n");
    line.release();
    assertThat(frame.refCnt()).isZero();
  }

  @Test
  void no_piece_is_so_long_and_the_first_not_so_short_that_a_write_would_take_that_alone() {
    String rest = ",\"text\":\"" + "a".repeat(300_000) + "\"}";
    ByteBuf frame = buffer("{\"id\":1" + rest);
    edits.replace(6, 7, 12345);

    ByteBuf line = splicer.slice(Buffers.ALLOCATOR, frame, 0, frame.readableBytes(), edits);

    assertThat(line.toString(UTF_8)).isEqualTo("{\"id\":12345" + rest + "\n");
    assertThat(line.nioBuffers()).allMatch(piece -> piece.remaining() <= 64 * 1024);
    assertThat(line.nioBuffers()[0].remaining()).isEqualTo(64 * 1024);
    line.release();
    frame.release();
  }

  @Test
  void slices_and_a_copy_have_the_same_bytes_wherever_the_edits_are() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      int length = random.nextInt(300_000);
      ByteBuf frame = Buffers.ALLOCATOR.buffer(length + 4).writeZero(4);
      for (int i = 0; i < length; i++) {
        frame.writeByte(i);
      }
      edits.clear();
      int at = random.nextInt(length + 1);
      while (at < length && edits.count() < 4) {
        int end = at + random.nextInt(Math.min(2000, length - at));
        edits.replace(at, end, random.nextInt(1000));
        at = end + 1 + random.nextInt(100_000);
      }

      ByteBuf copy = splicer.splice(Buffers.ALLOCATOR, frame, 4, length, edits);
      ByteBuf slices = splicer.slice(Buffers.ALLOCATOR, frame, 4, length, edits);

      assertThat(ByteBufUtil.equals(slices, copy)).as("seed %d, round %d", seed, round).isTrue();
      copy.release();
      slices.release();
      frame.release();
    }
  }

  @Test
  void an_edit_behind_the_end_leaves_no_slice() {
    ByteBuf frame = buffer("xxxx");
    int length = frame.readableBytes();
    edits.replace(length - 1, length + 5, 1);

    assertThatThrownBy(() -> splicer.slice(Buffers.ALLOCATOR, frame, 0, length, edits))
        .isInstanceOf(IllegalArgumentException.class);
    frame.release();
    assertThat(frame.refCnt()).isZero();
  }

  @Test
  void where_no_memory_is_left_for_a_line_no_slice_is_left_either() {
    ByteBuf frame = buffer("a".repeat(200_000));
    edits.replace(100_000, 100_001, 1);
    AtomicInteger left = new AtomicInteger(1);
    ByteBufAllocator scarce =
        new AbstractByteBufAllocator(true) {
          @Override
          protected ByteBuf newHeapBuffer(int capacity, int most) {
            return Buffers.ALLOCATOR.heapBuffer(capacity, most);
          }

          @Override
          protected ByteBuf newDirectBuffer(int capacity, int most) {
            if (left.getAndDecrement() == 0) {
              throw new OutOfMemoryError("as the test wants it");
            }
            return Buffers.ALLOCATOR.directBuffer(capacity, most);
          }

          @Override
          public boolean isDirectBufferPooled() {
            return true;
          }
        };

    assertThatThrownBy(() -> splicer.slice(scarce, frame, 0, frame.readableBytes(), edits))
        .isInstanceOf(OutOfMemoryError.class);

    assertThat(frame.refCnt()).isEqualTo(1);
    frame.release();
  }

  private static ByteBuf buffer(String text) {
    return Buffers.ALLOCATOR.buffer().writeBytes(text.getBytes(UTF_8));
  }
}
