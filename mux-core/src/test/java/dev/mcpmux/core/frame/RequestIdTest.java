package dev.mcpmux.core.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestIdTest {
  private static RequestId id(String token) {
    FrameView view = Frames.scan("{\"jsonrpc\":\"2.0\",\"id\":" + token + ",\"result\":{}}");
    return RequestId.copyOf(view, Field.ID);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "1            | 1                    | true",
        "1            | \"1\"                | false",
        "0            | -0                   | false",
        "9007199254740992 | 9007199254740993 | false",
        "\"a\"        | \"\\u0061\"          | true",
        "\"a\\\"b\\\\\" | \"\\u0061\\u0022b\\u005c\" | true",
        "\"/\"        | \"\\/\"              | true",
        "\"\\n\"      | \"\\u000a\"          | true",
        "\"é\"        | \"\\u00e9\"          | true",
        "\"é\"        | \"\\u00E9\"          | true",
        "\"日\"       | \"\\u65e5\"          | true",
        "\"😀\"       | \"\\ud83d\\ude00\"   | true",
        "\"\\ud83d\"  | \"\\ude00\"          | false",
        "\"\\ud800\"  | \"?\"                | false",
        "\"\\u0000\"  | \"\"                 | false",
        "\"a\"        | \"A\"                | false",
      })
  void ids_are_equal_by_what_they_mean(String one, String two, boolean equal) {
    RequestId first = id(one);
    RequestId second = id(two);

    assertThat(first.equals(second)).isEqualTo(equal);
    assertThat(second.equals(first)).isEqualTo(equal);
    if (equal) {
      assertThat(first).hasSameHashCodeAs(second);
    }
  }

  @Test
  void the_token_is_kept_as_it_was_written() {
    RequestId id = id("\"\\u0061\\\"\"");

    assertThat(new String(id.token(), StandardCharsets.UTF_8)).isEqualTo("\"\\u0061\\\"\"");
    assertThat(id).hasToString("\"\\u0061\\\"\"").isEqualTo(id("\"a\\\"\""));
  }

  @Test
  void only_a_string_or_a_number_is_an_id() {
    FrameView view = Frames.scan("{\"jsonrpc\":\"2.0\",\"method\":\"ping\",\"params\":{}}");

    assertThatThrownBy(() -> RequestId.copyOf(view, Field.PARAMS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("PARAMS: OBJECT (expected: STRING or NUMBER)");
    assertThatThrownBy(() -> RequestId.copyOf(view, Field.ID))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
