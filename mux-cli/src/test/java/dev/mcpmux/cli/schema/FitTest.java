package dev.mcpmux.cli.schema;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FitTest {

  private static final String SCHEMAS =
      "{\"A\":{\"type\":\"object\",\"required\":[\"n\"],\"properties\":{\"n\":{\"type\":\"integer\","
          + "\"minimum\":0,\"maximum\":9},\"k\":{\"const\":\"a\"},\"in\":{\"$ref\":\"#/d/A\"},"
          + "\"l\":{\"type\":\"array\",\"items\":{\"type\":[\"string\",\"null\"]}},"
          + "\"e\":{\"enum\":[\"x\",\"y\"]}},"
          + "\"additionalProperties\":{\"anyOf\":[{\"type\":\"boolean\"},{\"type\":\"number\"}]}},"
          + "\"B\":{\"allOf\":[{\"$ref\":\"#/d/A\"},{\"required\":[\"k\"]}]},"
          + "\"C\":{\"type\":\"string\",\"pattern\":\"a\"}}";

  private static boolean fits(String name, String value) {
    return new Fit.Definitions(Tree.parse(SCHEMAS), "#/d/").get(name).fits(Tree.parse(value));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "A | {\"n\":1}                                | true",
        "A | {\"n\":9.0,\"k\":\"a\",\"x\":true,\"y\":2} | true",
        "A | {\"n\":1,\"l\":[\"a\",null],\"e\":\"y\"}   | true",
        "A | {\"n\":1,\"in\":{\"n\":2}}                 | true",
        "B | {\"n\":1,\"k\":\"a\"}                      | true",
        "A | []                                       | false",
        "A | {}                                       | false",
        "A | {\"n\":-1}                               | false",
        "A | {\"n\":10}                               | false",
        "A | {\"n\":1.5}                              | false",
        "A | {\"n\":1,\"k\":\"b\"}                      | false",
        "A | {\"n\":1,\"k\":null}                     | false",
        "A | {\"n\":1,\"x\":\"s\"}                      | false",
        "A | {\"n\":1,\"l\":[1]}                      | false",
        "A | {\"n\":1,\"e\":\"z\"}                      | false",
        "A | {\"n\":1,\"in\":{}}                      | false",
        "B | {\"n\":1}                                | false",
        "C | \"a\"                                    | false",
        "D | 1                                        | false"
      })
  void it_says_yes_only_to_what_it_knows_to_be_right(String name, String value, boolean fits) {
    assertThat(fits(name, value)).isEqualTo(fits);
  }

  @Test
  void usual_messages_fit_at_once() {
    for (String revision : McpSchemas.REVISIONS) {
      assertThat(
              McpSchemas.of(revision)
                  .fits(
                      "CallToolResult",
                      "{\"content\":[{\"type\":\"text\",\"text\":\"a\"}],\"isError\":false}"))
          .as(revision)
          .isTrue();
      assertThat(
              McpSchemas.of(revision)
                  .fits(
                      "ListToolsResult",
                      "{\"tools\":[{\"name\":\"a\",\"inputSchema\":{\"type\":\"object\","
                          + "\"properties\":{\"a\":{\"type\":\"string\"}}}}]}"))
          .as(revision)
          .isTrue();
    }
  }
}
