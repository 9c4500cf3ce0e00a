package dev.mcpmux.core.frame;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Any bytes as frames, against jackson-core, and cut anywhere. */
class FrameScannerFuzz {

  /** With more cuts a run takes too long for what it finds. */
  private static final int MAX_CUTS = 96;

  private static final int LIMIT = 64;

  @FuzzTest
  @DictionaryEntries({
    "\"jsonrpc\":\"2.0\"",
    "\"id\":",
    "\"ID\":",
    "\"\\u0069d\":",
    "\"method\":",
    "\"tools/call\"",
    "\"notifications/cancelled\"",
    "\"params\":{",
    "\"result\":{",
    "\"error\":{\"code\":",
    "\"_meta\":{\"progressToken\":",
    "\"requestId\":",
    "\"io.modelcontextprotocol/related-task\":{\"taskId\":",
    "\\ud83d\\ude00",
    "1.0e0"
  })
  void a_frame_is_read_as_jackson_reads_it_wherever_it_is_cut(byte[] bytes) {
    List<String> whole = read(bytes, bytes.length);
    int step = Math.max(1, bytes.length / MAX_CUTS);
    for (int cut = 1; cut < bytes.length; cut += step) {
      List<String> parts = read(bytes, cut);
      if (!parts.equals(whole)) {
        assertThat(parts).as("cut at %d", cut).isEqualTo(whole);
      }
    }
    for (byte[] line : lines(bytes)) {
      if (line.length > LIMIT) {
        assertThat(overLimit(line, 1)).isEqualTo(overLimit(line, line.length));
      }
      FrameScannerOracleTest.compare(line, new FrameScanner(), "fuzz");
    }
  }

  /** What is found when the bytes come in two parts, the second in another place. */
  private static List<String> read(byte[] bytes, int cut) {
    List<String> found = new ArrayList<>();
    FrameScanner scanner = new FrameScanner();
    int start = 0;
    while (start < bytes.length) {
      boolean complete =
          start < cut && scanner.scan(ByteBuffer.wrap(Arrays.copyOf(bytes, cut)), start, cut);
      if (!complete) {
        ByteBuffer moved = ByteBuffer.allocate(bytes.length - start + 3).position(3);
        moved.put(bytes, start, bytes.length - start);
        scanner.finish(moved, 3, moved.capacity());
      }
      found.add(describe(scanner.view()));
      assertThat(scanner.lineBytes()).isBetween(1, bytes.length - start);
      start += scanner.lineBytes();
      scanner.reset();
    }
    return found;
  }

  /** What is known of a frame that is too long to be kept, and comes so many bytes at once. */
  private static String overLimit(byte[] line, int atOnce) {
    FrameScanner scanner = new FrameScanner();
    byte[] kept = Arrays.copyOf(line, LIMIT + 1);
    scanner.scan(ByteBuffer.wrap(kept), 0, kept.length);
    scanner.startDiscarding(LIMIT);
    for (int at = kept.length; at < line.length; at += atOnce) {
      int from = scanner.keepFrom();
      scanner.discarded(from);
      kept = Arrays.copyOfRange(kept, from, kept.length);
      int more = Math.min(atOnce, line.length - at);
      kept = Arrays.copyOf(kept, kept.length + more);
      System.arraycopy(line, at, kept, kept.length - more, more);
      scanner.scan(ByteBuffer.wrap(kept), 0, kept.length);
    }
    scanner.finish(ByteBuffer.wrap(kept), 0, kept.length);
    FrameView view = scanner.view();
    assertThat(view.fault()).isIn(FrameFault.OVERSIZE, FrameFault.PARSE_ERROR);
    return view + " " + view.method() + " " + view.text(Field.ID);
  }

  private static String describe(FrameView view) {
    StringBuilder text = new StringBuilder();
    text.append(view).append(view.looksLikeRequest()).append(view.isUntidy());
    for (Field field : Field.values()) {
      if (view.has(field)) {
        text.append(' ').append(field).append(view.type(field));
        text.append(view.start(field)).append('-').append(view.end(field));
        text.append(view.text(field)).append(view.longValue(field));
      }
    }
    return text.toString();
  }

  private static List<byte[]> lines(byte[] bytes) {
    List<byte[]> lines = new ArrayList<>();
    int start = 0;
    for (int i = 0; i <= bytes.length; i++) {
      if (i == bytes.length || bytes[i] == '\n') {
        if (i > start) {
          lines.add(Arrays.copyOfRange(bytes, start, i));
        }
        start = i + 1;
      }
    }
    return lines;
  }
}
