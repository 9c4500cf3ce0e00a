package dev.mcpmux.netty.tap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.netty.mask.Masks;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MaskedBodyTest {

  private static final Masks MASKS =
      Masks.NONE.with(Set.of("hunter2", "line\nfeed", "ключик", "24681357"));

  private static MaskedBody of(String json) {
    return MaskedBody.of(json.getBytes(StandardCharsets.UTF_8), MASKS);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":\"x hunter2 y\"}           | {\"a\":\"x ••• y\"}",
        "{\"a\":\"\\u0068unter2\"}         | {\"a\":\"•••\"}",
        "{\"a\":\"line\\nfeed\"}           | {\"a\":\"•••\"}",
        "{\"a\":\"ключик\"}                | {\"a\":\"•••\"}",
        "{\"hunter2\":1}                   | {\"•••\":1}",
        "{\"token\":\"abc\",\"b\":\"c\"}   | {\"token\":\"•••\",\"b\":\"c\"}",
        "{\"password\":12345}              | {\"password\":\"•••\"}",
        "{\"auth\":{\"a\":[1,{\"b\":\"c\"}],\"t\":true}} | {\"auth\":{\"a\":[\"•••\",{\"b\":\"•••\"}],\"t\":true}}",
        "{\"cookies\":[\"a\",\"b\"],\"c\":\"d\"} | {\"cookies\":[\"•••\",\"•••\"],\"c\":\"d\"}",
        "{\"properties\":{\"token\":{\"type\":\"string\"}}} | {\"properties\":{\"token\":{\"type\":\"string\"}}}",
        "{\"properties\":{\"token\":\"abc\"}} | {\"properties\":{\"token\":\"•••\"}}",
        "{\"progressToken\":\"abc\",\"maxTokens\":10} | {\"progressToken\":\"abc\",\"maxTokens\":10}",
        "{\"n\":1.50,\"big\":123456789012345678901234567890} | {\"n\":1.50,\"big\":123456789012345678901234567890}",
        "{\"n\":24681357,\"m\":2468}       | {\"n\":\"•••\",\"m\":2468}",
        "{\"t\":\"{\\\"password\\\": \\\"p1\\\", \\\"a\\\":1}\"} | {\"t\":\"{\\\"password\\\":\\\"•••\\\",\\\"a\\\":1}\"}",
        "{\"t\":\" [{\\\"a\\\": 1}]\"} | {\"t\":\" [{\\\"a\\\": 1}]\"}",
        "{\"t\":\"{\\\"password\\\": \\\"cut-off\\\", \"} | {\"t\":\"{\\\"password\\\": \\\"•••\\\", \"}",
        "{\"t\":\"[\\\"{\\\\\\\"pin\\\\\\\":12}\\\"]\"} | {\"t\":\"[\\\"{\\\\\\\"pin\\\\\\\":\\\\\\\"•••\\\\\\\"}\\\"]\"}",
        "{\"nextPageToken\":\"abcde\",\"FB_PAGE_TOKEN\":\"abcde\"} | {\"nextPageToken\":\"abcde\",\"FB_PAGE_TOKEN\":\"•••\"}",
        "{\"secret\":null,\"a\":{}}        | {\"secret\":null,\"a\":{}}"
      })
  void secrets_are_hidden_by_value_by_name_and_at_any_depth(String json, String shown) {
    MaskedBody body = of(json);

    assertThat(body.isWhole()).isTrue();
    assertThat(body.text()).isEqualTo(shown);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":\"x hunter2 y\"}",
        "{\"a\":\"\\u0068unter2\"}",
        "{\"hunter2\":1}",
        "{\"token\":\"a\"}",
        "{\"n\":24681357}",
        "{\"t\":\"{\\\"pin\\\":12}\"}",
        "{\"a\":1,\n\"b\":2}",
        "{\"a\":1} {\"b\":2}",
        "{\"a\":1",
        "words",
        ""
      })
  void what_has_something_to_hide_or_is_no_single_line_of_json_is_not_shown_as_it_is(String json) {
    assertThat(MaskedBody.hidesNothing(json.getBytes(StandardCharsets.UTF_8), MASKS)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{ \"a\" : [1.50, null, \"hunter\", {\"token\":true}] }",
        "{\"maxTokens\":10,\"properties\":{\"token\":{}}}",
        "{\"t\":\"{\\\"a\\\": 1}\"}"
      })
  void other_messages_are_shown_as_they_came(String json) {
    assertThat(MaskedBody.hidesNothing(json.getBytes(StandardCharsets.UTF_8), MASKS)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "UTF-16BE", "UTF-16LE"})
  void what_is_json_only_for_who_knows_its_encoding_is_written_anew(String encoding) {
    for (String mark : new String[] {"\ufeff", ""}) {
      byte[] frame = (mark + "{\"a\": 1}").getBytes(Charset.forName(encoding));
      boolean plain = encoding.equals("UTF-8") && mark.isEmpty();

      assertThat(MaskedBody.hidesNothing(frame, MASKS)).isEqualTo(plain);
      assertThat(MaskedBody.of(frame, MASKS).text()).isEqualTo("{\"a\":1}");
    }
  }

  @Test
  void two_values_are_no_whole_message() {
    assertThat(of("{\"a\":1} {\"b\":2}").isWhole()).isFalse();
  }

  @Test
  void what_is_cut_is_shown_up_to_the_last_whole_value() {
    MaskedBody body = of("{\"a\":\"x\",\"token\":\"abc\",\"b\":\"hunt");

    assertThat(body.isWhole()).isFalse();
    assertThat(body.text()).contains("\"a\":\"x\"", "•••").doesNotContain("abc", "hunt");
  }

  @Test
  void how_many_tokens_there_are_is_no_secret() {
    assertThat(
            of("{\"max_tokens\":100,\"totalTokens\":5,\"tokens\":[\"abc\",7],\"pin\":1234}").text())
        .isEqualTo(
            "{\"max_tokens\":100,\"totalTokens\":5,\"tokens\":[\"•••\",\"•••\"],\"pin\":\"•••\"}");
  }

  @Test
  void without_masks_everything_stays() {
    String json = "{\"token\":\"abc\",\"a\":\"hunter2\"}";

    assertThat(MaskedBody.of(json.getBytes(StandardCharsets.UTF_8), null).text()).isEqualTo(json);
  }

  @Test
  void what_is_no_json_is_shown_as_text_without_the_values() {
    MaskedBody body = of("Listening with hunter2 \u001b[2J");

    assertThat(body.isWhole()).isFalse();
    assertThat(body.text()).isEqualTo("Listening with ••• \u001b[2J");
  }
}
