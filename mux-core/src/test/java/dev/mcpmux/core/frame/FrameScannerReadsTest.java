package dev.mcpmux.core.frame;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Frames that arrive in pieces, and frames whose bytes are thrown away. */
class FrameScannerReadsTest {
  private static final byte GARBAGE = (byte) 0xff;

  static List<Frames.Case> table() {
    return Frames.table().stream().filter(it -> it.frame().length < 400).toList();
  }

  @ParameterizedTest
  @MethodSource("table")
  void the_size_of_the_reads_changes_nothing(Frames.Case it) {
    byte[] line = Frames.line(it.frame());
    FrameScanner scanner = new FrameScanner();
    scanner.scan(ByteBuffer.wrap(line), 0, line.length);
    String whole = Frames.describeAll(scanner.view());
    for (int size = 1; size <= line.length; size++) {
      scanner.reset();
      assertThat(Frames.describeAll(scanInReads(scanner, line, size)))
          .as("reads of %d bytes", size)
          .isEqualTo(whole);
      assertThat(scanner.lineBytes()).isEqualTo(line.length);
    }
  }

  /** Each read in a buffer of its own, at another index; what has not arrived is garbage. */
  private static FrameView scanInReads(FrameScanner scanner, byte[] line, int size) {
    for (int limit = size; ; limit += size) {
      int arrived = Math.min(limit, line.length);
      int start = limit % 3;
      byte[] bytes = new byte[start + line.length + 8];
      Arrays.fill(bytes, GARBAGE);
      System.arraycopy(line, 0, bytes, start, arrived);
      boolean complete = scanner.scan(ByteBuffer.wrap(bytes), start, start + arrived);
      assertThat(complete).isEqualTo(arrived == line.length);
      if (complete) {
        return scanner.view();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("table")
  void no_byte_in_front_of_keepFrom_is_looked_at_again(Frames.Case it) {
    byte[] line = Frames.line(it.frame());
    FrameScanner whole = new FrameScanner();
    whole.scan(ByteBuffer.wrap(line), 0, line.length);
    for (int size = 1; size <= line.length; size++) {
      FrameScanner scanner = new FrameScanner();
      byte[] bytes = line.clone();
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      for (int limit = Math.min(size, line.length);
          !scanner.scan(buffer, 0, limit);
          limit = Math.min(limit + size, line.length)) {
        Arrays.fill(bytes, 0, scanner.keepFrom(), GARBAGE);
      }
      assertThat(scanner.view().kind()).isEqualTo(whole.view().kind());
      assertThat(scanner.view().method()).isEqualTo(whole.view().method());
      assertThat(scanner.view().faultText()).isEqualTo(whole.view().faultText());
      assertThat(scanner.lineBytes()).isEqualTo(line.length);
    }
  }

  @Test
  void a_frame_of_32_MiB_in_reads_of_4_KiB_is_looked_at_once() {
    int length = 32 << 20;
    int read = 4 << 10;
    byte[] head = Frames.bytes("{\"jsonrpc\":\"2.0\",\"result\":{\"content\":[{\"text\":\"");
    byte[] tail = Frames.line("\"}]},\"id\":77}");
    byte[] frame = new byte[length];
    Arrays.fill(frame, (byte) 'x');
    System.arraycopy(head, 0, frame, 0, head.length);
    System.arraycopy(tail, 0, frame, length - tail.length, tail.length);
    FrameScanner scanner = new FrameScanner();
    ByteBuffer buffer = ByteBuffer.wrap(frame);
    int thrownAway = 0;
    for (int limit = read; !scanner.scan(buffer, 0, limit); limit += read) {
      assertThat(scanner.keepFrom()).isBetween(limit - 1024, limit);
      Arrays.fill(frame, thrownAway, scanner.keepFrom(), GARBAGE);
      thrownAway = scanner.keepFrom();
    }

    assertThat(scanner.view().kind()).isEqualTo(FrameKind.RESPONSE);
    assertThat(scanner.view().idAsLong()).isEqualTo(77);
  }

  @ParameterizedTest
  @MethodSource("table")
  void a_frame_over_the_limit_keeps_its_method_and_id_though_its_bytes_are_gone(Frames.Case it) {
    byte[] line = Frames.line(it.frame());
    FrameScanner scanner = new FrameScanner();
    scanner.scan(ByteBuffer.wrap(line), 0, line.length);
    FrameView kept = scanner.view();
    for (int size = 1; size < line.length; size++) {
      for (int most : new int[] {0, 10, line.length / 2}) {
        if (most + size < line.length) {
          compareOversize(line, size, most, kept);
        }
      }
    }
  }

  private static void compareOversize(byte[] line, int size, int most, FrameView kept) {
    FrameView view = scanOverLimit(new FrameScanner(), line, size, most);

    assertThat(view.fault()).isEqualTo(FrameFault.OVERSIZE);
    assertThat(view.kind()).isEqualTo(FrameKind.INVALID);
    assertThat(view.faultText()).isEqualTo("frame length: " + (line.length - 1) + " (limit: 7)");
    assertThat(view.method()).isEqualTo(kept.method());
    assertThat(view.looksLikeRequest()).isEqualTo(kept.looksLikeRequest());
    assertThat(view.raw(Field.ID)).isEqualTo(kept.raw(Field.ID));
    assertThat(view.type(Field.ID)).isEqualTo(kept.type(Field.ID));
    assertThat(view.idAsLong()).isEqualTo(kept.idAsLong());
    assertThat(view.frameBytes()).isEqualTo(line.length - 1);
    assertThat(view.has(Field.PARAMS) || view.has(Field.JSONRPC)).isFalse();
  }

  /** As a transport does it: bytes are appended, and dropped once there were too many. */
  private static FrameView scanOverLimit(FrameScanner scanner, byte[] line, int size, int most) {
    byte[] bytes = new byte[line.length];
    int filled = 0;
    int from = 0;
    boolean dropping = false;
    while (true) {
      int read = Math.min(size, line.length - from);
      System.arraycopy(line, from, bytes, filled, read);
      from += read;
      filled += read;
      Arrays.fill(bytes, filled, bytes.length, GARBAGE);
      if (scanner.scan(ByteBuffer.wrap(bytes), 0, filled)) {
        assertThat(scanner.lineBytes()).isEqualTo(filled);
        Arrays.fill(bytes, GARBAGE);
        return scanner.view();
      }
      if (!dropping && filled > most) {
        scanner.startDiscarding(7);
        dropping = true;
      }
      if (dropping) {
        int keep = scanner.keepFrom();
        System.arraycopy(bytes, keep, bytes, 0, filled - keep);
        scanner.discarded(keep);
        filled -= keep;
      }
    }
  }

  @Test
  void a_frame_of_gigabytes_is_counted_and_its_id_at_the_end_is_found() {
    byte[] chunk = new byte[1 << 20];
    Arrays.fill(chunk, (byte) 'x');
    ByteBuffer middle = ByteBuffer.wrap(chunk);
    byte[] head = Frames.bytes("{\"jsonrpc\":\"2.0\",\"error\":{},\"method_\":\"");
    byte[] tail = Frames.line("\",\"id\":\"last\"}");
    FrameScanner scanner = new FrameScanner();

    assertThat(scanner.scan(ByteBuffer.wrap(head), 0, head.length)).isFalse();
    scanner.startDiscarding(64 << 20);
    scanner.discarded(scanner.keepFrom());
    for (int i = 0; i < 3 << 10; i++) {
      assertThat(scanner.scan(middle, 0, chunk.length)).isFalse();
      scanner.discarded(scanner.keepFrom());
    }
    assertThat(scanner.scan(ByteBuffer.wrap(tail), 0, tail.length)).isTrue();

    assertThat(scanner.view().fault()).isEqualTo(FrameFault.OVERSIZE);
    assertThat(scanner.view().text(Field.ID)).isEqualTo("last");
    assertThat(scanner.view().frameBytes()).isEqualTo((3L << 30) + head.length + tail.length - 1);
  }

  @Test
  void random_frames_in_random_reads_are_seen_as_they_are_in_one() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    RandomJson texts = new RandomJson(random);
    FrameScanner scanner = new FrameScanner();
    for (int i = 0; i < 20_000; i++) {
      byte[] text = texts.next();
      byte[] line = Frames.line(random.nextBoolean() ? text : texts.damaged(text));
      ByteBuffer buffer = ByteBuffer.wrap(line);
      scanner.scan(buffer, 0, line.length);
      String whole = Frames.describeAll(scanner.view());
      scanner.reset();
      int limit = 0;
      do {
        limit = Math.min(line.length, limit + 1 + random.nextInt(12));
      } while (!scanner.scan(buffer, 0, limit));
      assertThat(Frames.describeAll(scanner.view())).as("seed %d", seed).isEqualTo(whole);
      scanner.reset();
    }
  }

  @Test
  void a_frame_allocates_nothing() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    byte[] line =
        Frames.line(
            "{\"method\":\"tools/call\",\"params\":{\"name\":\"echo\",\"arguments\":{\"a\":[1,{}]},"
                + "\"t\\u0061sks\":0,\"\u0442\u0430sk\":0,\"level_\":0,\"_meta\":{\"progressToken\":\"\\u0061\"}},\"jsonrpc\":\"2.0\",\"id\":12}");
    byte[] damaged =
        Frames.line("{\"jsonrpc\":\"2.0\",\"id\":1,\"\u0131\\u0044\":2,\"METHOD\":\"ping\"} x");
    FrameScanner scanner = new FrameScanner();
    ByteBuffer sound = ByteBuffer.wrap(line);
    ByteBuffer unsound = ByteBuffer.wrap(damaged);
    long sum = scanMany(scanner, sound, unsound, 20_000);

    long before = threads.getCurrentThreadAllocatedBytes();
    sum += scanMany(scanner, sound, unsound, 100_000);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;

    assertThat(sum).isEqualTo(120_000 * 12);
    assertThat(allocated).isLessThan(100_000);
  }

  private static long scanMany(FrameScanner scanner, ByteBuffer one, ByteBuffer two, int times) {
    long ids = 0;
    for (int i = 0; i < times; i++) {
      scanner.scan(one, 0, one.limit() / 2);
      scanner.scan(one, 0, one.limit());
      if (scanner.view().method() == Method.TOOLS_CALL
          && scanner.view().is(Field.NAME, ValueType.STRING)) {
        ids += scanner.view().idAsLong();
      }
      scanner.reset();
      scanner.scan(two, 0, two.limit());
      if (scanner.view().fault() == FrameFault.NONE) {
        ids = -1;
      }
      scanner.reset();
    }
    return ids;
  }
}
