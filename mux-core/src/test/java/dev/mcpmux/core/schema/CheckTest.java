package dev.mcpmux.core.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.util.AbstractList;
import java.util.AbstractMap;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** However a schema is made, there is an end to what is looked at for one value. */
class CheckTest {
  private static final int MOST = 250_000;

  private long looks;

  /** Very many equal elements. */
  private List<Object> many(int size, Object element) {
    return new AbstractList<>() {
      @Override
      public Object get(int index) {
        looks++;
        return element;
      }

      @Override
      public int size() {
        return size;
      }
    };
  }

  /** Two alternatives that are the same, each likewise, so that the innermost is reached often. */
  private static Object doubled(Object innermost) {
    Object schema = innermost;
    for (int i = 0; i < 14; i++) {
      schema = Map.of("anyOf", List.of(schema, schema));
    }
    return schema;
  }

  private List<String> errors(Object schema, Object value) {
    return new Check(schema).errors("v", value);
  }

  private static Map<String, Object> members(int count) {
    Map<String, Object> members = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      members.put("m" + i, true);
    }
    return members;
  }

  @Test
  void very_many_alternatives() {
    errors(doubled(Map.of("anyOf", many(40_000, false))), Map.of());

    assertThat(looks).isLessThan(MOST);
  }

  @Test
  void very_many_schemas_of_which_all_are_to_fit() {
    errors(doubled(Map.of("allOf", many(40_000, true))), Map.of());

    assertThat(looks).isLessThan(MOST);
  }

  @Test
  void very_many_types() {
    errors(doubled(Map.of("type", many(30_000, "null"))), Map.of());

    assertThat(looks).isLessThan(MOST);
  }

  @Test
  void very_long_constants_and_choices() {
    errors(doubled(Map.of("const", many(100_000, true))), many(100_000, true));
    errors(doubled(Map.of("enum", many(10, many(100_000, true)))), many(100_000, false));
    errors(
        doubled(Map.of("not", Map.of("const", Map.of("a", many(100_000, true))))),
        Map.of("a", many(100_000, true)));

    assertThat(looks).isLessThan(4 * MOST);
  }

  @Test
  void very_many_names_that_are_required() {
    errors(doubled(Map.of("required", many(40_000, "a"))), Map.of("a", true));

    assertThat(looks).isLessThan(MOST);
  }

  @Test
  void very_many_members_that_are_not_allowed() {
    Map<String, Object> known = members(10_000);
    Map<String, Object> counted =
        new AbstractMap<>() {
          @Override
          public boolean containsKey(Object key) {
            return known.containsKey(key);
          }

          @Override
          public Set<Entry<String, Object>> entrySet() {
            looks += known.size();
            return known.entrySet();
          }
        };
    Map<String, Object> others = new LinkedHashMap<>();
    members(10_000).forEach((name, value) -> others.put("x" + name, value));
    Object schema = Map.of("properties", counted, "additionalProperties", false);

    assertThat(errors(schema, others)).hasSize(5);
    errors(doubled(schema), others);
    assertThat(looks).isLessThan(MOST);
  }

  @Test
  void very_long_references() {
    Map<String, Object> endless =
        new AbstractMap<>() {
          @Override
          public Object get(Object key) {
            looks++;
            return key.equals("$ref") ? "#" + "/".repeat(240_000) : this;
          }

          @Override
          public Set<Entry<String, Object>> entrySet() {
            return Collections.emptySet();
          }
        };
    errors(endless, Map.of());

    assertThat(looks).isLessThan(MOST);
  }

  @Test
  void very_long_numbers_that_are_looked_at_very_often() {
    JsonNumber number = new JsonNumber("1".repeat(250_000));
    Object schema = Map.of("allOf", many(40_000, Map.of("type", "integer")));

    assertTimeout(Duration.ofSeconds(5), () -> assertThat(errors(schema, number)).isEmpty());
  }

  @Test
  void very_long_types_that_are_named_in_a_message() {
    Object typed = Map.of("a", Map.of("type", "x".repeat(100_000)));
    Object several = Map.of("a", Map.of("type", many(40_000, "null")));

    assertThat(errors(Map.of("required", List.of("a"), "properties", typed), Map.of()))
        .containsExactly("v.a: is missing");
    assertThat(errors(Map.of("required", List.of("a"), "properties", several), Map.of()))
        .containsExactly("v.a: is missing");
    assertThat(looks).isLessThan(MOST);
  }

  @Test
  void very_long_texts_that_are_measured_or_compared_very_often() {
    String text = "x".repeat(250_000);
    Object fits = Map.of("minLength", new JsonNumber("1"), "const", text);

    assertThat(errors(Map.of("allOf", many(40_000, fits)), text)).isEmpty();
    assertThat(looks).isLessThan(100);
  }
}
