package dev.mcpmux.cli.control;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.Home;
import dev.mcpmux.cli.JsonTree;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Frames in, frames out, where no daemon runs. */
class ControlServerTest {

  @TempDir private Path directory;

  @Test
  void initialize_is_answered_in_the_version_that_the_client_asks_for_or_in_the_latest()
      throws Exception {
    assertThat(ask(request(1, "initialize", "{\"protocolVersion\":\"2025-03-26\"}")))
        .singleElement()
        .asString()
        .contains("\"id\":1,")
        .contains("\"protocolVersion\":\"2025-03-26\"")
        .contains("\"tools\":{}");
    assertThat(ask(request(1, "initialize", "{\"protocolVersion\":\"1999-01-01\"}")))
        .singleElement()
        .asString()
        .contains("\"protocolVersion\":\"2025-11-25\"");
  }

  @Test
  void every_tool_has_a_schema_and_says_what_it_does_to_the_world() throws Exception {
    String answer = ask(request(1, "tools/list", "{}")).get(0);
    Map<?, ?> result = (Map<?, ?>) JsonTree.parse(answer).get("result");
    List<?> tools = (List<?>) result.get("tools");

    assertThat(tools).hasSize(4);
    for (Object each : tools) {
      Map<?, ?> tool = (Map<?, ?>) each;
      assertThat((Map<?, ?>) tool.get("inputSchema")).isNotEmpty();
      Map<?, ?> annotations = (Map<?, ?>) tool.get("annotations");
      boolean restarts = tool.get("name").equals("restart_server");
      assertThat(annotations.get("readOnlyHint")).isEqualTo(restarts ? "false" : "true");
    }
  }

  @Test
  void without_a_daemon_that_is_said_and_is_no_error() throws Exception {
    assertThat(ask(call(2, "status", "{}")))
        .singleElement()
        .asString()
        .contains("No daemon runs")
        .contains("\"isError\":false");
    assertThat(ask(call(2, "restart_server", "{\"name\":\"slack\"}")))
        .singleElement()
        .asString()
        .contains("No daemon runs");
  }

  @Test
  void what_is_not_understood_is_answered_with_an_error_and_the_next_request_is_served()
      throws Exception {
    List<String> answers =
        ask(
            "no json",
            request(1, "resources/list", "{}"),
            call(2, "no_such_tool", "{}"),
            call(3, "restart_server", "{}"),
            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}",
            "{\"jsonrpc\":\"2.0\",\"id\":\"4\",\"method\":\"ping\"}");

    assertThat(answers).hasSize(5);
    assertThat(answers.get(0)).contains("-32700");
    assertThat(answers.get(1)).contains("-32601");
    assertThat(answers.get(2)).contains("-32602");
    assertThat(answers.get(3)).contains("name is missing").contains("\"isError\":true");
    assertThat(answers.get(4)).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":\"4\",\"result\":{}}");
  }

  private static String request(int id, String method, String params) {
    return "{\"jsonrpc\":\"2.0\",\"id\":"
        + id
        + ",\"method\":\""
        + method
        + "\",\"params\":"
        + params
        + "}";
  }

  private static String call(int id, String tool, String arguments) {
    return request(id, "tools/call", "{\"name\":\"" + tool + "\",\"arguments\":" + arguments + "}");
  }

  private List<String> ask(String... lines) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new ControlServer(new ControlTools(Home.of(directory.toString(), Map.of())), out)
        .serve(new ByteArrayInputStream((String.join("\n", lines) + "\n").getBytes(UTF_8)));
    return out.toString(UTF_8).lines().toList();
  }
}
