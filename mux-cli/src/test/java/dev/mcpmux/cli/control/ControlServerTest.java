package dev.mcpmux.cli.control;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.home.Home;
import dev.mcpmux.cli.text.JsonTree;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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
  void a_client_that_names_no_version_gets_the_latest() throws Exception {
    for (String params : List.of("{}", "{\"protocolVersion\":7}")) {
      assertThat(ask(request(1, "initialize", params), request(2, "ping", "{}")))
          .hasSize(2)
          .first()
          .asString()
          .contains("\"protocolVersion\":\"2025-11-25\"");
    }
  }

  @Test
  void a_second_check_is_refused_while_one_runs() throws Exception {
    Path launcher = Files.createDirectories(directory.resolve("dist/bin")).resolve("mcpmux");
    Path go = directory.resolve("go");
    new ProcessBuilder("mkfifo", go.toString()).start().waitFor();
    Files.writeString(launcher, "#!/bin/sh\nread line <'" + go + "'\necho \"$line\"\n");
    Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwx------"));
    System.setProperty("mcpmux.dist", directory.resolve("dist").toString());
    try {
      ControlTools tools = new ControlTools(Home.of(directory.toString(), Map.of()));
      CompletableFuture<String> first =
          CompletableFuture.supplyAsync(() -> tools.call("check_server", "slack"));
      // opens when the first one reads from it
      try (OutputStream out = Files.newOutputStream(go)) {
        assertThat(tools.call("check_server", "slack"))
            .contains("A check runs already")
            .contains("\"isError\":true");
        out.write("checked\n".getBytes(UTF_8));
      }
      assertThat(first.get(10, TimeUnit.SECONDS)).contains("checked");
    } finally {
      System.clearProperty("mcpmux.dist");
    }
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
