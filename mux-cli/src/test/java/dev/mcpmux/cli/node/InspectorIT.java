package dev.mcpmux.cli.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The inspector's command line in front of a server of the config: {@code mcpmux attach NAME}. */
class InspectorIT {

  private static final String INSPECTOR =
      NodeTools.program("@modelcontextprotocol/inspector", "clients/launcher/build/index.js");

  private String node;
  private List<String> server;
  private Sandbox sandbox;

  @BeforeEach
  void configure() throws Exception {
    node = NodeTools.recentNode();
    server =
        List.of(
            node, NodeTools.program("@modelcontextprotocol/server-everything", "dist/index.js"));
    sandbox = new Sandbox();
    Map<String, ?> entry =
        Map.of(
            "command", node,
            "args", server.subList(1, 2),
            "env", Map.of("TEST_MARK", sandbox.home().toString()));
    Files.writeString(
        sandbox.home().resolve("config.json"),
        Json.text(Map.of("mcpServers", Map.of("everything", entry))));
  }

  @AfterEach
  void stop() throws Exception {
    if (sandbox != null) {
      sandbox.close();
    }
  }

  @Test
  void it_lists_the_tools_of_the_server() throws Exception {
    String[] list = {"--method", "tools/list"};

    assertThat(inspect(sandbox.mcpmux("attach", "everything"), list))
        .contains("\"get-sum\"")
        .isEqualTo(inspect(server, list));
  }

  @Test
  void it_calls_a_tool_of_the_server() throws Exception {
    String[] call = {
      "--method", "tools/call", "--tool-name", "get-sum", "--tool-arg", "a=2", "b=40"
    };

    assertThat(inspect(sandbox.mcpmux("attach", "everything"), call))
        .contains("The sum of 2 and 40 is 42.");
  }

  /** The inspector hands a server a few variables of its own and those that it is given. */
  private String inspect(List<String> command, String... arguments) throws Exception {
    List<String> line = new ArrayList<>(List.of(node, INSPECTOR, "--cli"));
    line.addAll(command);
    line.addAll(List.of(arguments));
    for (String name : List.of("MCPMUX_HOME", "TEST_MARK", "JAVA_HOME")) {
      line.addAll(List.of("-e", name + "=" + sandbox.environment().get(name)));
    }
    return sandbox.output(line);
  }
}
