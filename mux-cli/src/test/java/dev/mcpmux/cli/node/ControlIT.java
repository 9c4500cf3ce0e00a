package dev.mcpmux.cli.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code attach --control} in front of the client of {@code @modelcontextprotocol/sdk}. */
class ControlIT {
  private static final String EVERYTHING = "@modelcontextprotocol/server-everything";

  private String node;
  private Sandbox sandbox;

  @BeforeEach
  void open() throws Exception {
    node = NodeTools.nodeWithPackages();
    sandbox = new Sandbox();
  }

  @AfterEach
  void stop() throws Exception {
    if (sandbox != null) {
      sandbox.close();
    }
  }

  @Test
  void an_agent_sees_what_runs_restarts_it_under_a_session_and_has_a_server_checked()
      throws Exception {
    String program = NodeTools.program(EVERYTHING, "dist/index.js");
    Files.writeString(
        sandbox.home().resolve("config.json"),
        "{\"mcpServers\":{\"every\":{\"command\":\""
            + node
            + "\",\"args\":[\""
            + program
            + "\"],\"env\":{\"KEY\":\"geheim\"}}}}");

    Json found =
        sandbox.script(
            node,
            "control.mjs",
            Map.of(
                "control", sandbox.mcpmux("attach", "--control"),
                "server", sandbox.mcpmux("attach", "every"),
                "configured", "every",
                "env", Map.of("TOKEN", "geheim")));

    assertThat(found.at("tools").list()).hasSize(4);
    assertThat(found.at("name").value()).isEqualTo("every");
    assertThat(found.at("before", "text").value().toString()).contains("every: ready, 1 session");
    assertThat(found.at("restarted", "isError").value()).isEqualTo(false);
    assertThat(found.at("restarted", "text").value().toString()).contains("replaced 1 process");
    assertThat(found.at("still").value()).isEqualTo("Echo: still here");
    assertThat(found.at("unknown", "isError").value()).isEqualTo(true);
    assertThat(found.at("unknown", "text").value().toString()).contains("There are: every.");
    assertThat(found.at("apart", "text").value().toString()).contains("nothing is apart");
    assertThat(found.at("checked", "isError").value()).isEqualTo(false);
    assertThat(found.at("checked", "text").value().toString()).contains("Recommended: ");
    assertThat(found.toString()).doesNotContain("geheim");
    assertThat(List.of(found.at("tools").toString()).toString()).contains("readOnlyHint");
  }
}
