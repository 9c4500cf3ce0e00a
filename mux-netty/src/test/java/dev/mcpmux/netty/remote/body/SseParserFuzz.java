package dev.mcpmux.netty.remote.body;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Any bytes as a stream of events, against a reading of the standard line by line. */
class SseParserFuzz {

  private static final int LIMIT = 60;
  private static final int FIELD_LIMIT = 40;
  private static final int MAX_CUTS = 128;

  @FuzzTest
  @DictionaryEntries({
    "data:",
    "data: ",
    "event: ",
    "id: ",
    "retry: 9",
    "\\x0d\\x0a",
    "\\x0a\\x0a",
    ": "
  })
  void a_stream_is_read_as_the_standard_says_wherever_it_is_cut(byte[] bytes) {
    List<String> expected = standard(bytes);
    assertThat(parsed(bytes, bytes.length)).isEqualTo(expected);
    int step = Math.max(1, bytes.length / MAX_CUTS);
    for (int cut = 1; cut < bytes.length; cut += step) {
      List<String> parts = parsed(bytes, cut);
      if (!parts.equals(expected)) {
        assertThat(parts).as("cut at %d", cut).isEqualTo(expected);
      }
    }
  }

  private static List<String> parsed(byte[] bytes, int cut) {
    Told told = new Told();
    SseParser parser = new SseParser(UnpooledByteBufAllocator.DEFAULT, LIMIT, FIELD_LIMIT, told);
    parser.feed(Unpooled.wrappedBuffer(bytes, 0, Math.min(cut, bytes.length)));
    parser.feed(
        Unpooled.wrappedBuffer(
            bytes, Math.min(cut, bytes.length), Math.max(0, bytes.length - cut)));
    parser.close();
    assertThat(told.lent)
        .as("buffers that are still held")
        .allMatch(buffer -> buffer.refCnt() == 0);
    return told.lines;
  }

  /** All of it at once, a character per byte. */
  private static List<String> standard(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    if (text.startsWith("\u00EF\u00BB\u00BF")) {
      text = text.substring(3);
    }
    List<String> told = new ArrayList<>();
    String event = "";
    String id = null;
    StringBuilder data = new StringBuilder();
    boolean hasData = false;
    String[] lines = text.split("\r\n|\r|\n", -1);
    for (int i = 0; i < lines.length - 1; i++) {
      String line = lines[i];
      int colon = line.indexOf(':');
      String name = colon < 0 ? line : line.substring(0, colon);
      String value = colon < 0 ? "" : line.substring(colon + 1).replaceFirst("^ ", "");
      if (line.isEmpty()) {
        if (id != null) {
          told.add("id " + id);
        }
        if (data.length() > LIMIT) {
          told.add("oversize " + data.length());
        } else if (data.length() > 0) {
          told.add((event.isEmpty() ? "message" : event) + " " + data);
        }
        event = "";
        id = null;
        data.setLength(0);
        hasData = false;
      } else if (name.equals("data")) {
        data.append(hasData ? "\n" : "").append(value);
        hasData = true;
      } else if (value.length() > FIELD_LIMIT && !name.isEmpty()) {
        told.add("long " + value.length());
      } else if (name.equals("event")) {
        event = utf8(value);
      } else if (name.equals("id") && value.chars().allMatch(c -> c >= 0x20 && c != 0x7F)) {
        id = value;
      } else if (name.equals("retry") && value.matches("[0-9]{1,9}")) {
        told.add("retry " + Long.parseLong(value));
      }
    }
    return told;
  }

  private static String utf8(String bytes) {
    return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  private static final class Told implements SseParser.Sink {
    final List<String> lines = new ArrayList<>();
    final List<ByteBuf> lent = new ArrayList<>();

    @Override
    public void onEvent(String type, ByteBuf data) {
      lent.add(data);
      lines.add(type + " " + data.toString(StandardCharsets.ISO_8859_1));
    }

    @Override
    public void onOversize(long bytes) {
      lines.add("oversize " + bytes);
    }

    @Override
    public void onRetry(long millis) {
      lines.add("retry " + millis);
    }

    @Override
    public void onId(String id) {
      lines.add("id " + id);
    }

    @Override
    public void onLongField(String field, long bytes) {
      lines.add("long " + bytes);
    }
  }
}
