package dev.mcpmux.core.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallKeyTest {

  private static String key(String params) {
    return CallKey.of(params.getBytes(StandardCharsets.UTF_8), "t");
  }

  private static String of(String arguments) {
    return key("{\"name\":\"t\",\"arguments\":" + arguments + "}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":1,\"b\":[{\"c\":2,\"d\":3}]} | { \"b\" : [ {\"d\":3 ,\"c\":2} ], \"a\":1 }",
        "{\"a\":\"/\"} | {\"\\u0061\":\"\\/\"}",
        "{\"a\":\"é\"} | {\"a\":\"\\u00e9\"}",
        "{\"a\":null,\"b\":true} | {\"b\":true,\"a\":null}"
      })
  void the_same_in_other_words_has_the_same_key(String one, String other) {
    assertThat(of(one)).isNotNull().isEqualTo(of(other));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":1} | {\"a\":1.0}",
        "{\"a\":1} | {\"a\":\"1\"}",
        "{\"a\":0} | {\"a\":-0}",
        "{\"a\":100} | {\"a\":1e2}",
        "{\"a\":9007199254740992} | {\"a\":9007199254740993}",
        "{\"a\":0.1} | {\"a\":0.10}",
        "{\"a\":[1,2]} | {\"a\":[2,1]}",
        "{\"a\":1,\"a\":2} | {\"a\":2,\"a\":1}",
        "{\"a\":1,\"a\":2} | {\"a\":2}",
        "{\"a\":{}} | {\"a\":[]}",
        "{\"a\":null} | {}",
        "{\"a\":\"1,\\\"b\\\":2\"} | {\"a\":\"1\",\"b\":2}",
        "{\"A\":1} | {\"a\":1}",
        "{\"a\":\"e\\u0301\"} | {\"a\":\"é\"}"
      })
  void what_a_server_may_tell_apart_has_another_key(String one, String other) {
    assertThat(of(one)).isNotNull().isNotEqualTo(of(other));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"name\":\"t\",\"arguments\":[]}",
        "{\"name\":\"t\",\"arguments\":null}",
        "{\"name\":\"t\",\"name\":\"t\"}",
        "{\"name\":\"t\",\"arguments\":{},\"arguments\":{}}",
        "{\"name\":\"t\",\"arguments\":{},\"\\u0061rguments\":{}}",
        "{\"name\":\"t\",\"other\":1}",
        "{\"name\":\"t\",\"task\":{}}",
        "{\"name\":\"t\",\"_meta\":{\"tenant\":\"a\"}}",
        "{\"name\":\"t\",\"_meta\":[]}",
        "{\"name\":\"t\",\"arguments\":{\"a\":\"\\ud800\"}}",
        "{\"name\":\"t\",\"arguments\":{\"a\":\"\\uD83d\\ude00\"}}"
      })
  void what_may_be_read_in_two_ways_or_means_more_has_none(String params) {
    assertThat(key(params)).isNull();
  }

  @Test
  void what_is_no_text_has_none() {
    for (int bad : new int[] {0x80, 0xc0, 0xed, 0xff}) {
      byte[] params =
          "{\"name\":\"t\",\"arguments\":{\"a\":\"?\"}}".getBytes(StandardCharsets.UTF_8);
      params[new String(params, StandardCharsets.UTF_8).indexOf('?')] = (byte) bad;

      assertThat(CallKey.of(params, "t")).as("byte %x", bad).isNull();
    }
  }

  @Test
  void what_is_long_has_none() {
    assertThat(of("{\"a\":\"" + "x".repeat(60_000) + "\"}")).isNotNull();
    assertThat(of("{\"a\":\"" + "x".repeat(70_000) + "\"}")).isNull();
  }

  @Test
  void no_arguments_and_empty_ones_are_two_and_so_are_two_tools() {
    assertThat(key("{\"name\":\"t\"}")).isNotNull().isNotEqualTo(of("{}"));
    assertThat(CallKey.of("{\"name\":\"u\"}".getBytes(StandardCharsets.UTF_8), "u"))
        .isNotEqualTo(key("{\"name\":\"t\"}"));
  }
}
