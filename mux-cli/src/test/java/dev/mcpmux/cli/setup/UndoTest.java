package dev.mcpmux.cli.setup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Taking back what setup has done after somebody else wrote in the same files. */
class UndoTest {

  private static final String CONFIG = ".config/mcpmux/config.json";
  private static final String CURSOR = ".cursor/mcp.json";
  private static final String CLAUDE = ".claude.json";

  private static final String BEFORE =
      """
      {
        "mcpServers": {
          "x": {"command": "a", "args": ["b"], "env": {"A_TOKEN": "geheim"}}
        }
      }
      """;

  @TempDir private Path temporary;
  private TestHome home;

  @BeforeEach
  void makeHome() throws IOException {
    home = TestHome.empty(temporary).write(CURSOR, BEFORE).write(CLAUDE, BEFORE);
    home.setup();
  }

  private void edit(String file) throws IOException {
    home.write(file, home.read(file).replaceFirst("\\{", "{\n  \"theme\": \"dark\","));
  }

  @Test
  void aFileThatWasEditedSinceIsLeftAloneAndShown() throws IOException {
    edit(CLAUDE);
    String edited = home.read(CLAUDE);

    String screen = home.undo();

    assertThat(home.isDone()).isFalse();
    assertThat(home.read(CLAUDE)).isEqualTo(edited);
    assertThat(home.read(CURSOR)).isEqualTo(BEFORE);
    assertThat(screen)
        .contains("+  \"theme\": \"dark\",", "~/.claude.json: edited since", "--undo --merge")
        .doesNotContain("geheim");
  }

  @Test
  void theServersOfAFileThatIsLeftAloneStay() throws IOException {
    String config = home.read(CONFIG);
    edit(CLAUDE);

    String screen = home.undo();

    assertThat(home.read(CONFIG)).isEqualTo(config);
    assertThat(screen).contains("config.json: kept: clients still use its servers");
  }

  @Test
  void mergingTakesOnlyOurEntriesOutOfAnEditedFile() throws IOException {
    edit(CLAUDE);

    home.undo(TestHome.options(Options.Mode.MOVE), true);

    assertThat(home.isDone()).isTrue();
    assertThat(home.read(CLAUDE))
        .contains("\"theme\": \"dark\"", "\"command\": \"a\"", "\"A_TOKEN\": \"geheim\"")
        .doesNotContain(TestHome.LAUNCHER);
    assertThat(Files.exists(home.path(CONFIG))).isFalse();
    assertThat(home.undo()).contains("nothing to take back");
  }

  @Test
  void mergingLaterStillWorks() throws IOException {
    edit(CLAUDE);
    home.undo();

    home.undo(TestHome.options(Options.Mode.MOVE), true);

    assertThat(home.isDone()).isTrue();
    assertThat(home.read(CLAUDE)).contains("\"theme\"").doesNotContain(TestHome.LAUNCHER);
    assertThat(Files.exists(home.path(CONFIG))).isFalse();
  }

  @Test
  void anEntryOfOursThatSomebodyChangedStaysAndSoDoesItsServer() throws IOException {
    home.write(CLAUDE, home.read(CLAUDE).replace("\"attach\", \"x\"", "\"attach\", \"x\", \"-v\""));

    home.undo(TestHome.options(Options.Mode.MOVE), true);

    assertThat(home.read(CLAUDE)).contains(TestHome.LAUNCHER);
    assertThat(home.read(CONFIG)).contains("\"x\"");
    assertThat(home.isDone()).isFalse();
  }

  @Test
  void anEntryThatSomebodyRemovedDoesNotComeBack() throws IOException {
    home.write(CLAUDE, "{\"mcpServers\": {}, \"theme\": \"dark\"}");

    home.undo(TestHome.options(Options.Mode.MOVE), true);

    assertThat(home.read(CLAUDE)).isEqualTo("{\"mcpServers\": {}, \"theme\": \"dark\"}");
  }

  @Test
  void serversThatWereAddedToTheConfigByHandStay() throws IOException {
    home.write(
        CONFIG,
        home.read(CONFIG)
            .replaceFirst(
                "\"mcpServers\": \\{", "\"mcpServers\": {\n    \"mine\": {\"command\": \"m\"},"));

    home.undo();

    assertThat(home.isDone()).isTrue();
    assertThat(home.read(CONFIG)).contains("\"mine\"").doesNotContain("\"x\"");
    assertThat(home.read(CURSOR)).isEqualTo(BEFORE);
  }

  @Test
  void twoRunsAreTakenBackByOneUndo() throws IOException {
    home.write(".gemini/settings.json", BEFORE.replace("\"x\"", "\"y\"").replace("\"a\"", "\"c\""));
    String gemini = home.read(".gemini/settings.json");
    home.setup();

    home.undo();

    assertThat(home.read(".gemini/settings.json")).isEqualTo(gemini);
    assertThat(home.read(CURSOR)).isEqualTo(BEFORE);
    assertThat(home.read(CLAUDE)).isEqualTo(BEFORE);
    assertThat(Files.exists(home.path(CONFIG))).isFalse();
  }

  @Test
  void aServerOfAnEarlierRunStaysWhileALaterFileThatUsesItIsLeftAlone() throws IOException {
    home.write(".gemini/settings.json", BEFORE);
    home.setup();
    edit(".gemini/settings.json");

    home.undo();

    assertThat(home.read(CURSOR)).isEqualTo(BEFORE);
    assertThat(home.read(CONFIG)).contains("\"x\"");
  }
}
