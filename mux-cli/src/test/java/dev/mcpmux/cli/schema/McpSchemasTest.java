package dev.mcpmux.cli.schema;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class McpSchemasTest {

  static final java.util.List<String> REVISIONS = McpSchemas.REVISIONS;

  private static String result(String result) {
    return "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":" + result + "}";
  }

  @ParameterizedTest
  @FieldSource("REVISIONS")
  void what_each_revision_allows_is_no_fault(String revision) {
    McpSchemas schema = McpSchemas.of(revision);

    assertThat(
            schema.faults(
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":"
                    + "{\"name\":\"a\",\"arguments\":{\"x\":1},\"_meta\":{\"progressToken\":1}}}",
                "tools/call"))
        .isEmpty();
    assertThat(
            schema.faults(
                result(
                    "{\"tools\":[{\"name\":\"a\",\"inputSchema\":{\"type\":\"object\",\"properties\":{}}}]}"),
                "tools/list"))
        .isEmpty();
    assertThat(
            schema.faults(
                result("{\"content\":[{\"type\":\"text\",\"text\":\"a\"}],\"isError\":true}"),
                "tools/call"))
        .isEmpty();
    assertThat(schema.faults(result("{}"), "ping")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"tools\":[{\"name\":\"x\"}]}                | tools/list     | result.tools[0] lacks inputSchema",
        "{\"tools\":[{\"name\":\"x\",\"inputSchema\":{\"type\":\"string\"}}]} | tools/list | result.tools[0].inputSchema.type should be object",
        "{\"content\":\"hi\"}                          | tools/call     | result.content is string, should be array",
        "{\"content\":[{\"type\":\"text\"}]}           | tools/call     | result.content[0] lacks text",
        "{\"content\":[{\"type\":\"video\"}]}          | tools/call     | result.content[0].type should be one of text, image, audio, resource_link, resource",
        "{\"contents\":[{\"uri\":\"a\"}]}              | resources/read | result.contents[0] lacks text, or lacks blob"
      })
  void a_fault_is_said_with_its_place(String result, String method, String fault) {
    assertThat(McpSchemas.of("2025-11-25").faults(result(result), method)).containsExactly(fault);
  }

  @Test
  void an_error_needs_a_code_and_a_message() {
    assertThat(
            McpSchemas.of("2025-06-18")
                .faults("{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":1.5}}", "ping"))
        .containsExactly("error.code is no whole number", "error.message is no string");
  }

  @Test
  void nothing_is_wrong_with_what_the_schema_does_not_know() {
    McpSchemas schema = McpSchemas.of("2024-11-05");

    assertThat(schema.faults(result("{\"x\":1}"), "vendor/thing")).isEmpty();
    assertThat(
            schema.faults(
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"vendor/thing\"}", "vendor/thing"))
        .isEmpty();
  }

  @Test
  void a_result_that_is_a_task_is_checked_as_one() {
    assertThat(
            McpSchemas.of("2025-11-25")
                .faults(result("{\"task\":{\"taskId\":\"a\"}}"), "tools/call"))
        .singleElement()
        .asString()
        .startsWith("result.task lacks ");
  }
}
