package dev.mcpmux.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RawJsonTest {

  private static final String MESSAGE =
      " { \"a\" : {\"id\":7, \"x\":\"}\\\"{\"}, \"id\":\t1e400 ,\"s\":\"\\u00e9\\n\\\"\\\\é\", "
          + "\"list\":[1,{\"id\":2},\"]\"],\"error\":null } ";

  @Test
  void a_value_comes_out_as_the_characters_that_stand_there() {
    assertThat(RawJson.find(MESSAGE, "id")).isEqualTo("1e400");
    assertThat(RawJson.find(MESSAGE, "a", "id")).isEqualTo("7");
    assertThat(RawJson.find(MESSAGE, "a", "x")).isEqualTo("\"}\\\"{\"");
    assertThat(RawJson.find(MESSAGE, "list")).isEqualTo("[1,{\"id\":2},\"]\"]");
    assertThat(RawJson.find(MESSAGE, "s")).isEqualTo("\"\\u00e9\\n\\\"\\\\é\"");
    assertThat(RawJson.find(MESSAGE, "error")).isEqualTo("null");
  }

  @Test
  void a_string_is_decoded() {
    assertThat(RawJson.string(MESSAGE, "s")).isEqualTo("é\n\"\\é");
    assertThat(RawJson.string(MESSAGE, "id")).isNull();
  }

  @Test
  void half_a_character_is_quoted_as_an_escape_and_told() {
    StringBuilder out = new StringBuilder();

    assertThat(RawJson.quote(out, "é\uD83D\uDE00")).isFalse();
    assertThat(RawJson.quote(out, "\udce9\uD83D")).isTrue();
    assertThat(out.toString()).isEqualTo("\"é\uD83D\uDE00\"\"\\udce9\\ud83d\"");
  }

  @Test
  void what_is_not_there_is_null() {
    assertThat(RawJson.find(MESSAGE, "x")).isNull();
    assertThat(RawJson.find(MESSAGE, "id", "x")).isNull();
    assertThat(RawJson.find(MESSAGE, "list", "id")).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "{", "{\"", "{\"id\"", "{\"id\":", "[", "}", "id", "{,}", "{\"a\":\"\\"})
  void a_text_that_is_not_json_holds_nothing(String text) {
    assertThat(RawJson.find(text, "id")).isNull();
  }

  @Test
  void no_damage_makes_it_fail() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder damaged = new StringBuilder(MESSAGE);
      for (int n = random.nextInt(6); n >= 0; n--) {
        damaged.setCharAt(
            random.nextInt(damaged.length()), "{}[]\",:\\u1 ".charAt(random.nextInt(11)));
      }
      String text = damaged.substring(0, random.nextInt(damaged.length()));
      try {
        RawJson.find(text, "a", "x");
        RawJson.string(text, "s");
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + ": " + text, e);
      }
    }
  }

  @Test
  void a_quoted_string_reads_back_as_itself() {
    String value = "\u0000\u001e\t\n\"\\/é\u2028\uD83D\uDE00";

    String quoted = RawJson.quote(value);

    assertThat(quoted).startsWith("\"\\u0000\\u001e\\u0009\\u000a\\\"\\\\/é");
    assertThat(RawJson.string("{\"v\":" + quoted + "}", "v")).isEqualTo(value);
  }
}
