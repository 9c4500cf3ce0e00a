package dev.mcpmux.cli.tap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.text.Colours;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class WireTextTest {

  private static final WireText PLAIN = new WireText(Colours.NONE, ZoneOffset.UTC, false);
  private static final WireText FULL = new WireText(Colours.NONE, ZoneOffset.UTC, true);

  private static final String REPLY =
      "{\"time\":\"2026-11-30T14:31:07.123Z\",\"from\":\"server\",\"to\":\"client\",\"session\":7,"
          + "\"server\":\"slack\",\"kind\":\"response\",\"method\":\"tools/call\",\"tool\":\"search\","
          + "\"id\":\"a\",\"serverId\":42,\"bytes\":1234,\"latencyMicros\":14200,\"failed\":true,"
          + "\"body\":{\"jsonrpc\":\"2.0\",\"id\":42,\"result\":{\"content\":[],\"isError\":true}}}";

  @Test
  void a_row_has_80_columns_at_most_and_says_who_what_and_how_long() {
    String row = PLAIN.pretty(WireMessage.parse(REPLY), List.of());

    assertThat(row)
        .isEqualTo(
            "14:31:07.123   7 s>c slack      failed: call search        \"a\"/42  1.2kB   14ms");
    assertThat(PLAIN.title().length()).isEqualTo(row.length()).isLessThanOrEqualTo(80);
  }

  @Test
  void long_and_hostile_names_are_cut_and_harmless() {
    String hostile =
        REPLY
            .replace("slack", "s\\u001b[2Jlack-with-a-long-name")
            .replace("\"search\"", "\"a\\u202eb\\nc" + "x".repeat(100) + "\"")
            .replace("\"a\"", "\"" + "i".repeat(60) + "\"");

    assertThat(
            PLAIN.pretty(WireMessage.parse(hostile), List.of("server: " + "y\u001b ".repeat(60))))
        .doesNotContain("\u001b", "\u202e")
        .satisfies(
            text ->
                assertThat(text.lines())
                    .allMatch(line -> line.length() <= 80)
                    .hasSizeBetween(2, 5));
    assertThat(PLAIN.oneLine(WireMessage.parse(hostile), List.of()))
        .doesNotContain("\u001b", "\u202e", "\n");
  }

  @Test
  void a_pipe_gets_all_of_it_with_tabs_between() {
    assertThat(PLAIN.oneLine(WireMessage.parse(REPLY), List.of("server: x")))
        .isEqualTo(
            "2026-11-30T14:31:07.123Z\t7\ts>c\tslack\tresponse\ttools/call\tsearch\t\"a\"\t42\t1234"
                + "\t14200\tfailed\t-\tserver: x");
    assertThat(FULL.oneLine(WireMessage.parse(REPLY), List.of()))
        .endsWith("\t{\"jsonrpc\":\"2.0\",\"id\":42,\"result\":{\"content\":[],\"isError\":true}}");
  }

  @Test
  void a_full_row_has_the_message_below_it() {
    assertThat(FULL.pretty(WireMessage.parse(REPLY), List.of()).lines().skip(1).map(String::strip))
        .containsExactly(
            "{",
            "\"jsonrpc\": \"2.0\",",
            "\"id\": 42,",
            "\"result\": {",
            "\"content\": [],",
            "\"isError\": true",
            "}",
            "}");
  }

  @Test
  void what_is_wrong_with_a_message_stands_below_it() {
    assertThat(PLAIN.pretty(WireMessage.parse(REPLY), List.of("server: result lacks content")))
        .endsWith("\n             ! server: result lacks content");
  }

  @Test
  void a_body_with_braces_and_quotes_in_its_strings_stays_what_it_is() {
    String body = "{\"a\":\"}\\\"{,:[\",\"b\":[1,{\"c\":null}]}";

    assertThat(PrettyJson.of(body, "").replaceAll("\n *", "").replace(": ", ":")).isEqualTo(body);
    assertThat(PrettyJson.of(body, "")).contains("\"a\": \"}\\\"{,:[\",\n");
  }
}
