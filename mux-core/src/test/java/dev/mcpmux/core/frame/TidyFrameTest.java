package dev.mcpmux.core.frame;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.Scanner;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

class TidyFrameTest {
  private static final int TEXTS = Integer.getInteger("mcpmux.test.randomFrames", 40_000) / 4;
  private static final JsonFactory JACKSON = JsonFactory.builder().build();
  private static final int NO_LIMIT = 1 << 20;

  /** How those who read lines from a server or a client do so. */
  private enum Reader {
    LINE_FEEDS(text -> text.split("\n").length),
    /** Python's text files, and with it the official SDK for Python; written anew. */
    UNIVERSAL_NEWLINES(text -> lines(text, "\r\n|\r|\n")),
    /** Of Node 20; written anew. */
    NODE_READLINE(text -> lines(text, "\r\n|\n|\r|\u2028|\u2029")),
    /** What Python's codecs.StreamReader.readline does; written anew. */
    PYTHON_SPLITLINES(
        text -> lines(text, "\r\n|[\n\r\u000b\u000c\u001c\u001d\u001e\u0085\u2028\u2029]")),
    BUFFERED_READER(text -> (int) new BufferedReader(new StringReader(text)).lines().count()),
    SCANNER(TidyFrameTest::linesOfScanner);

    private final ToIntFunction<String> lines;

    Reader(ToIntFunction<String> lines) {
      this.lines = lines;
    }

    boolean sees(String text, int expected) {
      return lines.applyAsInt(text) == expected;
    }
  }

  private static int lines(String text, String ends) {
    return Pattern.compile(ends).split(text).length;
  }

  private static int linesOfScanner(String text) {
    Scanner scanner = new Scanner(text);
    int lines = 0;
    for (; scanner.hasNextLine(); scanner.nextLine()) {
      lines++;
    }
    return lines;
  }

  /**
   * For each character at which any reader known ends a line, and NUL: where it can stand raw in a
   * frame, and who ends a line there. What can stand nowhere is refused by the scanner.
   */
  @ParameterizedTest
  @CsvSource({
    "CR,   000d, between tokens, UNIVERSAL_NEWLINES NODE_READLINE PYTHON_SPLITLINES BUFFERED_READER"
        + " SCANNER",
    "VT,   000b, nowhere,        PYTHON_SPLITLINES",
    "FF,   000c, nowhere,        PYTHON_SPLITLINES",
    "FS,   001c, nowhere,        PYTHON_SPLITLINES",
    "GS,   001d, nowhere,        PYTHON_SPLITLINES",
    "RS,   001e, nowhere,        PYTHON_SPLITLINES",
    "NUL,  0000, nowhere,        ''",
    "NEL,  0085, in strings,     PYTHON_SPLITLINES SCANNER",
    "LS,   2028, in strings,     NODE_READLINE PYTHON_SPLITLINES SCANNER",
    "PS,   2029, in strings,     NODE_READLINE PYTHON_SPLITLINES SCANNER",
    "BOM,  feff, in strings,     ''",
    "NBSP, 00a0, in strings,     ''",
  })
  void each_character_that_ends_a_line_for_somebody_is_refused_or_replaced(
      String name, String hex, String where, String whoEndsALine) {
    char c = (char) Integer.parseInt(hex, 16);
    String inString = "{\"jsonrpc\":\"2.0\",\"method\":\"x\",\"params\":{\"a\":\"b" + c + "c\"}}";
    String between = "{\"jsonrpc\":\"2.0\",\"method\":\"x\",\"params\":{\"a\":" + c + "5}}";

    assertThat(isFrame(inString)).as("in strings").isEqualTo(where.equals("in strings"));
    assertThat(isFrame(between)).as("between tokens").isEqualTo(where.equals("between tokens"));
    for (Reader reader : Reader.values()) {
      boolean ends = Arrays.asList(whoEndsALine.split(" ")).contains(reader.name());
      assertThat(reader.sees(inString, ends ? 2 : 1)).as(name + " read by " + reader).isTrue();
    }
    for (String frame : new String[] {inString, between}) {
      FrameView view = scan(frame);
      if (view.fault() != FrameFault.PARSE_ERROR) {
        assertThat(view.isUntidy()).as(name).isEqualTo(!whoEndsALine.isEmpty());
        String tidy = view.isUntidy() ? text(TidyFrame.of(view, NO_LIMIT)) : frame;
        for (Reader reader : Reader.values()) {
          assertThat(reader.sees(tidy, 1)).as(name + " read by " + reader).isTrue();
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "{<0d>},                         { }",
    "<0d>{<0d>}<0d><0d>,            ' { } '",
    "'{\"a\"<0d>:[1<0d>,{\"b\":<0d>2}]}', '{\"a\" :[1 ,{\"b\": 2}]}'",
    "'[<0d>1]',                      '[ 1]'",
    "{\"<e2><80><a8>\":\"<e2><80><a9>\\r\"}, {\"\\u2028\":\"\\u2029\\r\"}",
    "{\"a\":\"<c2><85>\"},           {\"a\":\"\\u0085\"}",
    "<ef><bb><bf>{},                 {}",
    "<ef><bb><bf> {<0d>},            ' { }'",
  })
  void a_frame_is_the_same_json_in_one_line(String frame, String expected) {
    FrameView view = Frames.scan(frame.strip());

    assertThat(view.isUntidy()).isTrue();
    assertThat(text(TidyFrame.of(view, NO_LIMIT))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "{}",
    "{}<0d>",
    "<0d>",
    "<ef><bb><bf>",
    "'{\"a\":\"\\r\\u2028\"}'",
    "{\"a\":\"<e2><80><a7><e2><81><a8><c2><84><c3><85>\"}",
    "{<0d>\"a\":}",
    "{\"a\":\"<e2><80><a8>}",
  })
  void what_is_in_one_line_or_no_json_is_left_alone(String frame) {
    assertThat(Frames.scan(frame).isUntidy()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"{<ef><bb><bf>}", "' <ef><bb><bf>{}'", "<ef><bb>{}", "<ef><bb><bf><ef><bb><bf>{}"})
  void a_byte_order_mark_counts_in_front_alone(String frame) {
    assertThat(Frames.scan(frame).fault()).isEqualTo(FrameFault.PARSE_ERROR);
  }

  @Test
  void the_scanner_knows_it_wherever_reads_are_cut() {
    for (String frame :
        new String[] {
          "{\"a\":\"\u2028\"}",
          "{\"a\":\"bcdefgh\u0085ijkl\"}",
          "{\"a\":{\"b\":\r1}}",
          "\ufeff{}",
          "{\r}",
          "{}\r\r",
          "{}\r"
        }) {
      byte[] line = (frame + "\n").getBytes(UTF_8);
      for (int cut = 0; cut < line.length; cut++) {
        FrameScanner scanner = new FrameScanner();
        scanner.scan(ByteBuffer.wrap(line), 0, cut);
        assertThat(scanner.scan(ByteBuffer.wrap(line), 0, line.length)).isTrue();
        assertThat(scanner.view().isUntidy())
            .as("%s cut at %d", frame, cut)
            .isEqualTo(!frame.equals("{}\r"));
        scanner.reset();
        scanner.scan(ByteBuffer.wrap("{}\n".getBytes(UTF_8)), 0, 3);
        assertThat(scanner.view().isUntidy()).as("the next frame").isFalse();
      }
    }
  }

  @Test
  void one_that_escapes_make_too_long_is_one_over_the_limit() {
    String frame = "{\"jsonrpc\":\"2.0\",\"id\":\"a\u2028\",\"method\":\"x\",\"params\":[]}";
    int limit = frame.getBytes(UTF_8).length;

    FrameView tidy = TidyFrame.of(scan(frame), limit);

    assertThat(tidy.fault()).isEqualTo(FrameFault.OVERSIZE);
    assertThat(tidy.faultText())
        .isEqualTo("frame length: " + (limit + 3) + " (limit: " + limit + ")");
    assertThat(tidy.text(Field.ID)).isEqualTo("a\u2028");
    assertThat(tidy.looksLikeRequest()).isTrue();
  }

  @Test
  void random_frames_mean_the_same_and_are_one_line_to_everybody() {
    long seed = System.nanoTime();
    RandomJson texts = new RandomJson(new Random(seed));
    int untidy = 0;
    for (int i = 0; i < TEXTS; i++) {
      String text = new String(texts.next(), UTF_8);
      FrameView view = scan(text);
      if (view.fault() == FrameFault.BLANK || view.fault() == FrameFault.PARSE_ERROR) {
        continue;
      }
      FrameFault fault = view.fault();
      FrameView tidy = view.isUntidy() ? TidyFrame.of(view, NO_LIMIT) : view;
      String passed = text(tidy);
      for (Reader reader : Reader.values()) {
        assertThat(reader.sees(passed, 1)).as("seed %d: %s by %s", seed, text, reader).isTrue();
      }
      untidy += view.isUntidy() ? 1 : 0;
      assertThat(tokens(passed)).as("seed %d", seed).isEqualTo(tokens(text));
      assertThat(tidy.fault()).as("seed %d: %s", seed, text).isEqualTo(fault);
      assertThat(tidy.isUntidy()).isFalse();
    }
    assertThat(untidy).isBetween(TEXTS / 100, TEXTS);
  }

  private static String tokens(String json) {
    StringBuilder all = new StringBuilder();
    try (JsonParser parser = JACKSON.createParser(ObjectReadContext.empty(), json)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        all.append(token).append(' ').append(parser.getString()).append('\n');
      }
    }
    return all.toString();
  }

  private static boolean isFrame(String text) {
    return scan(text).fault() == FrameFault.NONE;
  }

  private static FrameView scan(String text) {
    FrameScanner scanner = new FrameScanner();
    byte[] line = text.getBytes(UTF_8);
    scanner.finish(ByteBuffer.wrap(line), 0, line.length);
    return scanner.view();
  }

  private static String text(FrameView view) {
    byte[] bytes = new byte[Math.toIntExact(view.frameBytes())];
    view.bytes().get(view.offset(), bytes);
    return new String(bytes, UTF_8);
  }
}
