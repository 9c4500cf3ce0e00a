package dev.mcpmux.core.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaTest {

  private static List<String> errors(String schema, String value) {
    return Schema.of(schema).errors("arguments", value.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"type\":\"integer\"} | \"ten\" | arguments: expected integer, got \"ten\"",
        "{\"type\":[\"string\",\"null\"]} | 5 | arguments: expected string or null, got 5",
        "{\"enum\":[\"a\",\"b\"]} | \"c\" | arguments: expected one of \"a\", \"b\", got \"c\"",
        "{\"const\":1} | 2 | arguments: expected 1, got 2",
        "{\"minimum\":1} | 0 | arguments: expected at least 1, got 0",
        "{\"exclusiveMaximum\":1} | 1.0 | arguments: expected less than 1, got 1.0",
        "{\"minLength\":2} | \"é\" | arguments: expected at least 2 characters, got 1: \"é\"",
        "{\"minLength\":1} | \"\" | arguments: expected at least 1 character, got 0: \"\"",
        "{\"maxLength\":0} | \"a\" | arguments: expected at most 0 characters, got 1: \"a\"",
        "{\"maxItems\":1} | [1,2] | arguments: expected at most 1 element, got 2: [1,2]",
        "{\"minItems\":2} | [] | arguments: expected at least 2 elements, got 0: []",
        "{\"minProperties\":1} | {} | arguments: expected at least 1 member, got 0: {}",
        "{\"maxProperties\":0} | {\"a\":1} | arguments: expected at most 0 members, got 1: {\"a\":1}",
        "{\"properties\":{\"a\":{\"type\":\"integer\"}}} | {\"a\":\"x\"}"
            + " | arguments.a: expected integer, got \"x\"",
        "{\"required\":[\"a\"],\"properties\":{\"a\":{\"type\":\"string\"}}} | {}"
            + " | arguments.a: is missing, expected string",
        "{\"properties\":{\"a\":{}},\"additionalProperties\":false} | {\"b\":1}"
            + " | arguments.b: there is no such member, expected \"a\", got 1",
        "{\"additionalProperties\":{\"type\":\"string\"}} | {\"a b\":1}"
            + " | arguments[\"a b\"]: expected string, got 1",
        "{\"items\":{\"type\":\"string\"}} | [\"a\",1]" + " | arguments[1]: expected string, got 1",
        "{\"prefixItems\":[{\"type\":\"string\"}],\"items\":false} | [\"a\",1]"
            + " | arguments[1]: no value is allowed here, got 1",
        "{\"anyOf\":[{\"type\":\"string\"},{\"type\":\"null\"}]} | 5"
            + " | arguments: expected string or null, got 5",
        "{\"oneOf\":[{\"type\":\"null\"},{\"properties\":{\"a\":{\"const\":1}}}]} | {\"a\":2}"
            + " | arguments.a: expected 1, got 2",
        "{\"oneOf\":[{\"type\":\"integer\"},{\"minimum\":0}]} | 5"
            + " | arguments: fits 2 alternatives, expected one, got 5",
        "{\"not\":{\"type\":\"string\"}} | \"a\" | arguments: this value is not allowed, got \"a\"",
        "{\"$ref\":\"#/$defs/n\",\"$defs\":{\"n\":{\"type\":\"number\"}}} | true"
            + " | arguments: expected number, got true",
        "{\"allOf\":[{\"type\":\"object\"},{\"required\":[\"a\"]}]} | {}"
            + " | arguments.a: is missing",
        "{\"enum\":[]} | 1 | arguments: no value is allowed here, got 1",
        "{\"not\":{\"const\":{\"a\":[1]}}} | {\"a\":[1.0]}"
            + " | arguments: this value is not allowed, got {\"a\":[1.0]}",
        "{\"maximum\":9007199254740992} | 9007199254740999"
            + " | arguments: expected at most 9007199254740992, got 9007199254740999",
      })
  void what_does_not_fit_is_named_with_place_expectation_and_value(
      String schema, String value, String error) {
    assertThat(errors(schema, value)).containsExactly(error);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"type\":\"integer\"} | 1.0",
        "{\"type\":\"integer\"} | 123456789012345678901234567890",
        "{\"minimum\":0} | -0",
        "{\"minimum\":\"a\"} | 5",
        "{\"type\":\"strange\"} | 5",
        "{\"type\":[]} | 5",
        "{\"pattern\":\"^(a+)+$\"} | \"b\"",
        "{\"not\":{\"pattern\":\"b\"}} | \"a\"",
        "{\"oneOf\":[{\"pattern\":\"a\"},{\"pattern\":\"b\"}]} | \"a\"",
        "{\"not\":{\"anyOf\":[{\"pattern\":\"b\"}]}} | \"a\"",
        "{\"type\":\"string\",\"nullable\":true} | null",
        "{\"patternProperties\":{\"^x\":{}},\"additionalProperties\":false} | {\"x\":1}",
        "{\"$ref\":\"https://example.com/a\"} | 5",
        "{\"$ref\":\"#\"} | 5",
        "{\"properties\":{\"a\":{\"$id\":\"x\",\"$ref\":\"#/$defs/n\"}},"
            + "\"$defs\":{\"m\":{\"type\":\"null\"}}} | {\"a\":1}",
        "{\"items\":[{\"type\":\"string\"}]} | [\"a\",1]",
        "{\"required\":true} | {}",
        "true | 5",
        "5 | 5",
        "{\"exclusiveMinimum\":true,\"minimum\":1} | 2",
        "{\"exclusiveMinimum\":0} | 1e-400",
        "{\"exclusiveMinimum\":0.1} | 0.10000000000000000001",
        "{\"not\":{\"const\":[9007199254740993]}} | [9007199254740992]",
        "{\"not\":{\"type\":\"integer\"}} | 1.00000000000000000001",
        "{\"not\":{\"minimum\":1}} | 0.99999999999999999999",
        "{\"not\":{\"format\":\"ipv4\"}} | \"example.org\"",
        "{\"oneOf\":[{\"format\":\"date\"},{\"format\":\"date-time\"}]} | \"2026-01-01\"",
        "{\"not\":{\"contentEncoding\":\"base64\"}} | \"%\"",
      })
  void what_fits_or_is_not_known_passes(String schema, String value) {
    assertThat(errors(schema, value)).isEmpty();
  }

  @Test
  void what_is_missing_is_named_with_the_types_that_it_may_have() {
    String schema = "{\"required\":[\"a\"],\"properties\":{\"a\":{\"type\":%s}}}";

    assertThat(errors(schema.formatted("\"string\""), "{}"))
        .containsExactly("arguments.a: is missing, expected string");
    assertThat(errors(schema.formatted("[\"null\",\"integer\"]"), "{}"))
        .containsExactly("arguments.a: is missing, expected integer or null");
    assertThat(errors(schema.formatted("null"), "{}")).containsExactly("arguments.a: is missing");
    assertThat(errors("{\"required\":[\"a\"],\"properties\":{\"a\":{}}}", "{}"))
        .containsExactly("arguments.a: is missing");
    assertThat(errors(schema.formatted("[\"null\",\"text\"]"), "{}"))
        .containsExactly("arguments.a: is missing");
  }

  @Test
  void a_recursive_schema_is_followed_as_far_as_the_value_goes() {
    String tree =
        "{\"$ref\":\"#/$defs/tree\",\"$defs\":{\"tree\":{\"properties\":{\"name\":{\"type\":\"string\"},"
            + "\"sub\":{\"items\":{\"$ref\":\"#/$defs/tree\"}}}}}}";

    assertThat(errors(tree, "{\"name\":\"a\",\"sub\":[{\"name\":\"b\",\"sub\":[{\"name\":3}]}]}"))
        .containsExactly("arguments.sub[0].sub[0].name: expected string, got 3");
  }

  @Test
  void several_mistakes_are_named_at_once_but_not_very_many() {
    String schema = "{\"additionalProperties\":{\"type\":\"null\"}}";

    assertThat(errors(schema, "{\"a\":1,\"b\":2}")).hasSize(2);
    assertThat(errors(schema, "{\"a\":1,\"b\":2,\"c\":3,\"d\":4,\"e\":5,\"f\":6}")).hasSize(5);
  }

  @Test
  void a_member_that_comes_twice_is_refused_because_readers_differ() {
    assertThat(errors("{}", "{\"a\":{\"b\":1,\"b\":2}}"))
        .containsExactly("arguments: has the member \"b\" twice");
  }

  @Test
  void a_schema_that_branches_without_end_does_not_keep_the_loop_busy() {
    String both = "{\"anyOf\":[{\"$ref\":\"#\"},{\"$ref\":\"#\"}],\"type\":\"string\"}";

    assertThat(errors(both, "5")).isNotEmpty();
  }

  @Test
  void long_values_are_cut_in_messages_and_stay_in_one_line() {
    String error = errors("{\"type\":\"null\"}", "\"" + "😀\\n\\u2028".repeat(500) + "\"").get(0);

    assertThat(error).hasSizeLessThan(140).endsWith("…").doesNotContain("\n", "\u2028");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":\"é\",\"n\":[-1,2],\"o\":{\"b\":true}} | true",
        "{ \"a\" : \"x\" , \"any\" : 1e5 } | true",
        "{\"n\":[]} | false",
        "{\"a\":\"\"} | false",
        "{\"a\":\"x\",\"n\":[1.5]} | false",
        "{\"a\":\"x\",\"a\":\"y\"} | false",
        "{\"a\":\"x\",\"z\":1} | false",
        "{\"a\":\"x\",\"any\":{\"b\":1,\"b\":2}} | false",
        "[] | false",
      })
  void what_certainly_fits_is_seen_at_once(String value, boolean fits) {
    Schema schema =
        Schema.of(
            "{\"type\":\"object\",\"required\":[\"a\"],\"properties\":{"
                + "\"a\":{\"type\":\"string\",\"minLength\":1,\"description\":\"d\"},"
                + "\"n\":{\"type\":\"array\",\"items\":{\"type\":\"integer\"}},\"any\":{},"
                + "\"o\":{\"type\":\"object\",\"properties\":{\"b\":{\"type\":\"boolean\"}}}}}");

    assertThat(schema.fitsAtOnce(value.getBytes(StandardCharsets.UTF_8))).isEqualTo(fits);
  }
}
