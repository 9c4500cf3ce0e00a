package dev.mcpmux.cli.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The server of notes in front of the client of {@code @modelcontextprotocol/sdk}. */
class ContextClientsIT {

  private String node;
  private Sandbox sandbox;

  @BeforeEach
  void open() throws Exception {
    node = NodeTools.nodeWithPackages();
    sandbox = new Sandbox();
    Files.writeString(
        sandbox.home().resolve("config.json"),
        "{\"context\":{\"enabled\":true},\"mcpServers\":{}}");
  }

  @AfterEach
  void stop() throws Exception {
    if (sandbox != null) {
      sandbox.close();
    }
  }

  @Test
  void one_session_is_told_of_anothers_note_finds_it_and_cannot_write_over_it() throws Exception {
    List<String> attach = sandbox.mcpmux("attach", "context");

    Json seen =
        sandbox.script(
            node,
            "context.mjs",
            Map.of("command", attach.get(0), "args", attach.subList(1, attach.size())));

    assertThat(seen.at("tools").list()).hasSize(5);
    assertThat((Number) seen.at("millis").value())
        .satisfies(ms -> assertThat(ms.intValue()).isLessThan(1000));
    assertThat(seen.at("found").string()).contains("Trap");
    assertThat(seen.at("resources").toString()).contains("context://project/1");
    assertThat(seen.at("note").string()).contains("the parser drops NULs");
    assertThat(seen.at("refused", "isError").value()).isEqualTo(true);
    assertThat(seen.at("refused", "text").string()).contains("two's").contains("one's");
    assertThat(seen.at("prompt").string()).contains("last session in this project");
    assertThat(seen.at("instructions").string()).contains("Notes that sessions share");
  }
}
