package dev.mcpmux.cli.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The client of {@code @modelcontextprotocol/sdk} on entries that find their tools, and on
 * profiles.
 */
class SdkViewsIT {
  @TempDir private Path files;
  private String node;
  private Sandbox sandbox;

  @BeforeEach
  void open() throws Exception {
    node = NodeTools.nodeWithPackages();
    sandbox = new Sandbox();
    Files.writeString(files.resolve("a.txt"), "the text");
    Files.writeString(
        sandbox.home().resolve("config.json"),
        Json.text(
            Map.of(
                "mcpServers",
                Map.of(
                    "everything",
                    server("server-everything"),
                    "files",
                    server("server-filesystem", files.toString())),
                "profiles",
                Map.of(
                    "few",
                    Map.of("tools", Map.of("everything", List.of("get-sum", "trigger-long*")))))));
  }

  private Map<String, ?> server(String name, String... arguments) {
    List<String> all = new ArrayList<>();
    all.add(NodeTools.program("@modelcontextprotocol/" + name, "dist/index.js"));
    all.addAll(List.of(arguments));
    return Map.of("command", node, "args", all);
  }

  @AfterEach
  void stop() throws Exception {
    if (sandbox != null) {
      sandbox.close();
    }
  }

  private Json session(List<Map<String, Object>> calls, String... options) throws Exception {
    List<String> command = new ArrayList<>(sandbox.mcpmux("attach"));
    command.addAll(List.of(options));
    return sandbox.script(
        node,
        "calls.mjs",
        Map.of(
            "command", command.get(0), "args", command.subList(1, command.size()), "calls", calls));
  }

  private static Map<String, Object> call(String tool, Map<String, ?> arguments) {
    return Map.of("name", tool, "arguments", arguments);
  }

  private static Map<String, Object> found(String tool, Map<String, ?> arguments) {
    return call("call_tool", Map.of("name", tool, "arguments", arguments));
  }

  private static Map<String, Object> slowly(String tool) {
    return found(tool, Map.of("duration", 0.05, "steps", 3));
  }

  @Test
  void a_client_finds_tools_and_calls_them_with_progress() throws Exception {
    Json done =
        session(
            List.of(
                call("find_tools", Map.of("query", "add two numbers", "limit", 1)),
                found("everything__get-sum", Map.of("a", 2, "b", 3)),
                found("files__read_text_file", Map.of("path", files.resolve("a.txt").toString())),
                slowly("everything__trigger-long-running-operation"),
                found("everything__get-sum", Map.of("a", "two", "b", 3))),
            "--find");

    assertThat(done.at("names").list())
        .extracting(Json::string)
        .containsExactly("find_tools", "call_tool", "call_read_tool");
    List<Json> results = done.at("results").list();
    assertThat(results.get(0).at("structuredContent", "tools").list())
        .singleElement()
        .satisfies(tool -> assertThat(tool.at("name").string()).isEqualTo("everything__get-sum"));
    assertThat(results.get(1).toString()).contains("The sum of 2 and 3 is 5.");
    assertThat(results.get(2).toString()).contains("the text");
    assertThat(results.get(3).toString()).contains("operation completed");
    assertThat(done.at("reports").list().get(3).value()).isEqualTo(3L);
    assertThat(results.get(4).toString()).contains("arguments.a: expected number");
    assertThat(done.at("strays").list()).isEmpty();
  }

  @Test
  void a_client_with_a_profile_has_its_tools_and_no_others() throws Exception {
    Json done =
        session(
            List.of(
                call("everything__get-sum", Map.of("a", 2, "b", 3)),
                call("everything__echo", Map.of("message", "m")),
                call("files__read_text_file", Map.of("path", files.resolve("a.txt").toString()))),
            "--profile",
            "few");

    assertThat(done.at("names").list())
        .extracting(Json::string)
        .containsExactlyInAnyOrder(
            "everything__get-sum", "everything__trigger-long-running-operation");
    List<Json> results = done.at("results").list();
    assertThat(results.get(0).toString()).contains("The sum of 2 and 3 is 5.");
    assertThat(results.get(1).at("error").string()).contains("Unknown tool: everything__echo");
    assertThat(results.get(2).at("error").string()).contains("Unknown tool");
  }
}
