package dev.mcpmux.core.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FrameViewTest {
  private static FrameView call(String name) {
    return Frames.scan(
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":"
            + name
            + "}}");
  }

  @Test
  void text_is_decoded_and_raw_is_not() {
    FrameView view = call("\"a\\n\\u00e9\\ud83d\\ude00é\\/\"");

    assertThat(view.text(Field.NAME)).isEqualTo("a\n\u00e9\ud83d\ude00\u00e9/");
    assertThat(new String(view.raw(Field.NAME), StandardCharsets.UTF_8))
        .isEqualTo("\"a\\n\\u00e9\\ud83d\\ude00é\\/\"");
    assertThat(view.text(Field.PARAMS)).startsWith("{\"name\":\"a\\n");
    assertThat(call("\"\"").text(Field.NAME)).isEmpty();
  }

  @Test
  void a_member_that_is_not_there_has_nothing() {
    FrameView view = call("5");

    assertThat(view.has(Field.URI)).isFalse();
    assertThat(view.text(Field.URI)).isNull();
    assertThat(view.raw(Field.URI)).isNull();
    assertThat(view.type(Field.URI)).isNull();
    assertThat(view.start(Field.URI)).isEqualTo(-1);
    assertThat(view.longValue(Field.URI)).isEqualTo(-1);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "0, 0",
        "1, 1",
        "9007199254740991, 9007199254740991",
        "9007199254740992, -1",
        "123456789012345678901234567890, -1",
        "-1, -1",
        "-0, 0",
        "7.0, 7",
        "7.00e0, 7",
        "70e-1, 7",
        "0.7E+1, 7",
        "9.007199254740991e15, 9007199254740991",
        "\"1\", 1",
        "\"0\", 0",
        "\"7.0\", 7",
        "\"\\u0037\", 7",
        "\"07\", 7",
        "\"\", -1",
        "\" 7\", -1",
        "\"7.5\", -1",
        "\"-7\", -1",
        "\"+7\", -1",
        "\"0x7\", -1",
        "\"7e99999\", -1",
        "\"\u0667\", -1",
        "\"9007199254740992\", -1",
        "\"abcdefg\", -1",
      })
  void an_id_is_a_long_when_it_can_only_mean_one_of_ours(String id, long value) {
    FrameView view = Frames.scan("{\"jsonrpc\":\"2.0\",\"result\":{},\"id\":" + id + "}");

    assertThat(view.fault()).isEqualTo(FrameFault.NONE);
    assertThat(view.idAsLong()).isEqualTo(value);
  }

  @Test
  void a_number_that_is_not_whole_is_no_long() {
    assertThat(call("1.5").longValue(Field.NAME)).isEqualTo(-1);
    assertThat(call("9.007199254740992e15").longValue(Field.NAME)).isEqualTo(-1);
    assertThat(call("1e300").longValue(Field.NAME)).isEqualTo(-1);
    assertThat(call("-7.0").longValue(Field.NAME)).isEqualTo(-1);
    assertThat(call("1e-3").longValue(Field.NAME)).isEqualTo(-1);
    assertThat(call("1e99999999999999999999").longValue(Field.NAME)).isEqualTo(-1);
    assertThat(call("1" + "0".repeat(100) + "e-100").longValue(Field.NAME)).isEqualTo(-1);
    assertThat(call("17").longValue(Field.NAME)).isEqualTo(17);
    assertThat(call("true").longValue(Field.NAME)).isEqualTo(-1);
  }

  @ParameterizedTest
  @EnumSource(Method.class)
  void every_method_is_known_by_its_name_and_by_no_other(Method method) {
    String name = method.wireName();

    assertThat(method(name)).isEqualTo(method);
    if (method != Method.UNKNOWN) {
      assertThat(method(String.format("\\u%04x", (int) name.charAt(0)) + name.substring(1)))
          .isEqualTo(method);
      assertThat(method(name + "x")).isEqualTo(Method.UNKNOWN);
      assertThat(method(name.substring(1))).isEqualTo(Method.UNKNOWN);
      assertThat(method(name.toUpperCase(java.util.Locale.ROOT))).isEqualTo(Method.UNKNOWN);
    }
  }

  private static Method method(String name) {
    return Frames.scan("{\"jsonrpc\":\"2.0\",\"method\":\"" + name + "\"}").method();
  }

  @Test
  void a_log_line_shows_no_content() {
    assertThat(call("\"secret\"").toString()).isEqualTo("request tools/call, 73 bytes");
    assertThat(Frames.scan("{\"secret\":x}").toString())
        .isEqualTo("invalid (unexpected byte 0x78 at byte 10), 12 bytes");
  }
}
