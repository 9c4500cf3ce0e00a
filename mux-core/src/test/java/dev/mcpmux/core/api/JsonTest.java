package dev.mcpmux.core.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpmux.core.frame.FrameScanner;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

  @Test
  void members_and_elements_are_found_wherever_they_stand() {
    Json json =
        Json.parse("{ \"a\" : [1, {\"b\":\"x,}]\\\"\"} , true ],\n \"c\":null,\t\"d\":-1.5e2}");

    assertThat(json.get("a").get(1).get("b").text()).isEqualTo("x,}]\"");
    assertThat(json.get("a").elements()).hasSize(3);
    assertThat(json.get("a").get(2).bool(false)).isTrue();
    assertThat(json.get("a").get(3)).isEqualTo(Json.NULL);
    assertThat(json.get("c").isNull()).isTrue();
    assertThat(json.has("c")).isTrue();
    assertThat(json.has("e")).isFalse();
    assertThat(json.get("d").number()).isEqualTo(-150);
    assertThat(json.get("nowhere").get("deep").text("other")).isEqualTo("other");
    assertThat(json.members().keySet()).containsExactly("a", "c", "d");
    assertThat(json.pick("d", "x", "c"))
        .containsExactly(Json.parse("-1.5e2"), Json.NULL, Json.NULL);
    assertThat(json.toString()).doesNotContain("\n");
  }

  @Test
  void of_two_members_with_one_name_the_last_counts_however_it_is_written() {
    assertThat(Json.parse("{\"a\":1,\"\\u0061\":2}").get("a").number()).isEqualTo(2);
    assertThat(Json.parse("{\"é\":1}").get("é").number()).isEqualTo(1);
    assertThat(Json.parse("{\"ab\":1}").get("a")).isEqualTo(Json.NULL);
    assertThat(Json.parse("{\"a\":1}").get("ab")).isEqualTo(Json.NULL);
  }

  @Test
  void what_is_built_reads_back() {
    Json built =
        Json.object()
            .put("text", "line\nquote\" é \u2028 \ud83d\ude00")
            .put("long", Long.MIN_VALUE)
            .put("double", 0.5)
            .put("whole", 3.0)
            .put("yes", true)
            .putIfAny("none", "")
            .put("list", Json.array().add("x").add(Json.NULL).build())
            .build();

    assertThat(Json.parse(built.toString())).isEqualTo(built);
    assertThat(built.get("text").text()).isEqualTo("line\nquote\" é \u2028 \ud83d\ude00");
    assertThat(built.get("long").number()).isEqualTo(Long.MIN_VALUE);
    assertThat(built.get("double").decimal()).isEqualTo(0.5);
    assertThat(built.get("whole").toString()).isEqualTo("3");
    assertThat(built.has("none")).isFalse();
    assertThat(built.get("list").toString()).isEqualTo("[\"x\",null]");
    assertThat(built.hashCode()).isEqualTo(Json.parse(built.toBytes()).hashCode());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "{", "[1,]", "{\"a\" 1}", "01", "nul", "\"a\nb\"", "1 2", "{} {}", "'a'"})
  void what_is_no_json_is_refused(String text) {
    assertThatThrownBy(() -> Json.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("JSON: ");
  }

  @Test
  void what_is_nested_too_deep_is_refused() {
    Json.parse("[".repeat(512) + "]".repeat(512));
    assertThatThrownBy(() -> Json.parse("[".repeat(513) + "]".repeat(513)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_value_of_another_kind_is_named() {
    assertThatThrownBy(() -> Json.parse("{\"a\":7}").get("a").text())
        .hasMessage("value: 7 (expected: a string)");
    assertThatThrownBy(() -> Json.of("x").number()).hasMessageContaining("expected: a number");
    assertThatThrownBy(() -> Json.parse("1e400").number()).hasMessageContaining("whole number");
    assertThatThrownBy(() -> Json.of(Double.NaN)).hasMessageContaining("finite");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void random_values_are_what_they_were_made_of(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 2000; i++) {
      Json value = random(random, 4);
      Json again = Json.parse(value.toBytes());
      assertThat(again).as("seed " + seed).isEqualTo(value);
      assertThat(rebuilt(again)).as("seed " + seed).isEqualTo(value);
    }
  }

  /** Taken apart and put together. */
  private static Json rebuilt(Json value) {
    return switch (value.kind()) {
      case OBJECT -> {
        Json.ObjectBuilder object = Json.object();
        value.members().forEach((key, member) -> object.put(key, rebuilt(member)));
        yield object.build();
      }
      case ARRAY -> {
        Json.ArrayBuilder array = Json.array();
        value.elements().forEach(element -> array.add(rebuilt(element)));
        yield array.build();
      }
      case STRING -> Json.of(value.text());
      case NUMBER -> Json.of(value.number());
      case BOOLEAN -> Json.of(value.bool(false));
      case NULL -> Json.NULL;
    };
  }

  private static Json random(Random random, int depth) {
    switch (random.nextInt(depth > 0 ? 6 : 4)) {
      case 0:
        return Json.of(random.nextLong());
      case 1:
        return Json.of(random.nextBoolean());
      case 2:
        return Json.NULL;
      case 3:
        return Json.of(text(random));
      case 4:
        Json.ObjectBuilder object = Json.object();
        for (int i = random.nextInt(4); i > 0; i--) {
          object.put(i + text(random), random(random, depth - 1));
        }
        return object.build();
      default:
        Json.ArrayBuilder array = Json.array();
        for (int i = random.nextInt(4); i > 0; i--) {
          array.add(random(random, depth - 1));
        }
        return array.build();
    }
  }

  private static String text(Random random) {
    List<String> parts = new ArrayList<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      parts.add(
          List.of("a", "\"", "\\", "\n", "é", "\ud83d\ude00", "{", "]", ",", "\u2028", "\0")
              .get(random.nextInt(11)));
    }
    return String.join("", parts);
  }

  @Test
  void every_value_that_is_built_stays_on_one_line_of_a_frame() {
    Json built = Json.object().put("a\nb", "c\r\nd\u2029").build();
    String frame = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":" + built + "}\n";
    byte[] bytes = frame.getBytes(StandardCharsets.UTF_8);
    FrameScanner scanner = new FrameScanner();
    assertThat(scanner.scan(ByteBuffer.wrap(bytes), 0, bytes.length)).isTrue();
    assertThat(scanner.lineBytes()).isEqualTo(bytes.length);
    assertThat(scanner.view().isUntidy()).isFalse();
  }

  @Test
  void a_number_that_is_not_whole_or_too_large_reads_as_the_other_one() {
    for (String each : new String[] {"1.5", "1e400", "-1e19", "99999999999999999999"}) {
      assertThat(Json.parse(each).number(7)).isEqualTo(7);
    }
    assertThat(Json.parse("1e3").number(7)).isEqualTo(1000);
  }

  @Test
  void what_is_not_json_in_utf_8_is_refused() {
    for (byte[] each :
        List.of(
            "\uFEFF{}".getBytes(StandardCharsets.UTF_8),
            "{\"a\":1}".getBytes(StandardCharsets.UTF_16BE),
            "{\"a\":1}".getBytes(StandardCharsets.UTF_16LE),
            "\"a\"".getBytes(Charset.forName("UTF-32LE")),
            new byte[] {'"', (byte) 0xC0, (byte) 0x80, '"'},
            new byte[] {'"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"'},
            new byte[] {'"', (byte) 0xF7, (byte) 0xBF, (byte) 0xBF, (byte) 0xBF, '"'},
            new byte[] {'"', 'a', '\n', '"'})) {
      assertThatThrownBy(() -> Json.parse(each))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("JSON: ");
    }
    assertThatThrownBy(() -> Json.parse("\"\uD800\"")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Json.parse("\uFEFF{}")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_key_or_number_may_be_as_long_as_it_likes() {
    String key = "k".repeat(60_000);
    assertThat(Json.parse("{\"" + key + "\":1}").get(key).number()).isEqualTo(1);
    assertThat(Json.parse("1".repeat(2000)).length()).isEqualTo(2000);
  }

  @Test
  void a_value_that_is_missing_leaves_what_is_built_as_it_was() {
    Json.ObjectBuilder building = Json.object().put("a", 1);
    assertThatThrownBy(() -> building.put("b", (Json) null))
        .isInstanceOf(NullPointerException.class);
    assertThat(building.put("c", 2).build()).isEqualTo(Json.parse("{\"a\":1,\"c\":2}"));
  }

  @Test
  void a_copy_is_equal_and_what_is_no_value_has_an_end() {
    Json part = Json.parse("{\"a\":[1,{\"b\":2}]}").get("a").get(1);
    assertThat(part.copy()).isEqualTo(part);
    assertThatThrownBy(() -> Json.checked("[}".getBytes(StandardCharsets.UTF_8)).elements())
        .isInstanceOf(IllegalArgumentException.class);
  }
}
