package dev.mcpmux.core.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonSpansTest {

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void a_string_ends_at_its_quote_wherever_that_and_what_looks_like_it_stand() {
    for (String odd : List.of("\\\"", "\\\\", "\\\\\\\"", "ü", "#!", "]}", "\\u0022")) {
      for (int before = 0; before < 20; before++) {
        for (int behind = 0; behind < 20; behind++) {
          String text = "\"" + "a".repeat(before) + odd + "b".repeat(behind) + "\"";
          byte[] json = utf8("[ " + text + ",1]");

          assertThat(JsonSpans.end(json, 2)).as(text).isEqualTo(2 + utf8(text).length);
          assertThat(JsonSpans.end(json, 0)).as(text).isEqualTo(json.length);
        }
      }
    }
  }

  @Test
  void a_reader_goes_on_where_it_says_that_a_value_ends() {
    byte[] json = utf8("{\"a\":{ \"b\" : [1, {}] , \"c\":\"}\"} ,\"d\": -1.5e3 }");
    List<String> read = new ArrayList<>();

    int end =
        JsonSpans.members(
            json,
            0,
            (key, start) -> {
              int behind =
                  key.equals("a")
                      ? JsonSpans.members(
                          json,
                          start,
                          (name, from) -> {
                            read.add(name);
                            return JsonSpans.end(json, from);
                          })
                      : JsonSpans.end(json, start);
              read.add(key + "=" + new String(json, start, behind - start, StandardCharsets.UTF_8));
              return behind;
            });

    assertThat(end).isEqualTo(json.length);
    assertThat(read).containsExactly("b", "c", "a={ \"b\" : [1, {}] , \"c\":\"}\"}", "d=-1.5e3");
  }
}
