package dev.mcpmux.cli.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients that speak HTTP and were written elsewhere: those of the SDK, and curl. */
class HttpClientsIT {

  private String node;
  private Sandbox sandbox;
  private HttpDaemon daemon;

  @BeforeEach
  void start() throws Exception {
    node = NodeTools.nodeWithPackages();
    sandbox = new Sandbox();
    String fixture = NodeTools.DIRECTORY.resolve("conformance-server.mjs").toString();
    daemon =
        HttpDaemon.start(
            sandbox,
            Map.of(
                "mcpServers",
                Map.of("fixture", Map.of("command", node, "args", List.of(fixture)))));
  }

  @AfterEach
  void stop() throws Exception {
    if (sandbox != null) {
      sandbox.close();
    }
  }

  @Test
  void both_transports_of_the_sdk_do_all_they_can() throws Exception {
    Json found =
        sandbox.script(
            node,
            "http-clients.mjs",
            Map.of(
                "url", daemon.url("/mcp/fixture"),
                "sse", daemon.url("/sse/fixture"),
                "token", daemon.token()));

    for (String transport : List.of("streamable", "older")) {
      assertThat(found.at(transport))
          .hasToString(
              "{\"tools\":14,\"together\":1,\"progress\":[0,50,100],"
                  + "\"seen\":[\"Tool execution started\",\"Tool processing data\","
                  + "\"Tool execution completed\"],"
                  + "\"said\":[\"Tool with progress executed successfully\","
                  + "\"Tool with logging executed successfully\","
                  + "\"User response: action: accept, content: "
                  + "{\\\"username\\\":\\\"u\\\",\\\"email\\\":\\\"e\\\"}\","
                  + "\"LLM response: to you\"]}");
    }
    assertThat(found.at("after").value()).as("a session after DELETE").isEqualTo(404L);
    assertThat(found.at("broken").number()).isPositive();
    assertThat(found.at("resumed").value()).isEqualTo("Tool with progress executed successfully");
    assertThat(found.at("refused").string()).contains("token");
  }

  @Test
  void curl_listens_as_the_readme_shows() throws Exception {
    Path curl = NodeTools.program("curl");
    String url = daemon.url("/sse/fixture");
    List<String> command =
        List.of(curl.toString(), "-sN", "-H", "Authorization: Bearer " + daemon.token(), url);

    try (RawClient events = sandbox.start(sandbox.builder(command, Map.of())).startReading()) {
      assertThat(events.next()).isEqualTo("event: endpoint");
      assertThat(events.next()).startsWith("data: /sse/fixture?sessionId=");
    }
  }
}
