package dev.mcpmux.cli.setup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Taking back what setup has done after somebody else wrote in the same files. */
class UndoTest {

  private static final String CONFIG = ".config/mcpmux/config.json";
  private static final String CURSOR = ".cursor/mcp.json";
  private static final String KIRO = ".kiro/settings/mcp.json";

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
    home = TestHome.empty(temporary).write(CURSOR, BEFORE).write(KIRO, BEFORE);
    home.setup();
  }

  private void edit(String file) throws IOException {
    home.write(file, home.read(file).replaceFirst("\\{", "{\n  \"theme\": \"dark\","));
  }

  @Test
  void aFileThatWasEditedSinceIsLeftAloneAndShown() throws IOException {
    edit(KIRO);
    String edited = home.read(KIRO);

    String screen = home.undo();

    assertThat(home.isDone()).isFalse();
    assertThat(home.read(KIRO)).isEqualTo(edited);
    assertThat(home.read(CURSOR)).isEqualTo(BEFORE);
    assertThat(screen)
        .contains(
            "+  \"theme\": \"dark\",", "~/.kiro/settings/mcp.json: edited since", "--undo --merge")
        .doesNotContain("geheim");
  }

  @Test
  void theServersOfAFileThatIsLeftAloneStay() throws IOException {
    String config = home.read(CONFIG);
    edit(KIRO);

    String screen = home.undo();

    assertThat(home.read(CONFIG)).isEqualTo(config);
    assertThat(screen).contains("config.json: kept: clients still use its servers");
  }

  @Test
  void mergingTakesOnlyOurEntriesOutOfAnEditedFile() throws IOException {
    edit(KIRO);

    home.undo(TestHome.options(Options.Mode.MOVE), true);

    assertThat(home.isDone()).isTrue();
    assertThat(home.read(KIRO))
        .contains("\"theme\": \"dark\"", "\"command\": \"a\"", "\"A_TOKEN\": \"geheim\"")
        .doesNotContain(TestHome.LAUNCHER);
    assertThat(Files.exists(home.path(CONFIG))).isFalse();
    assertThat(home.undo()).contains("nothing to take back");
  }

  @Test
  void mergingLaterStillWorks() throws IOException {
    edit(KIRO);
    home.undo();

    home.undo(TestHome.options(Options.Mode.MOVE), true);

    assertThat(home.isDone()).isTrue();
    assertThat(home.read(KIRO)).contains("\"theme\"").doesNotContain(TestHome.LAUNCHER);
    assertThat(Files.exists(home.path(CONFIG))).isFalse();
  }

  @Test
  void anEntryOfOursThatSomebodyChangedStaysAndSoDoesItsServer() throws IOException {
    home.write(KIRO, home.read(KIRO).replace("\"attach\", \"x\"", "\"attach\", \"x\", \"-v\""));

    home.undo(TestHome.options(Options.Mode.MOVE), true);

    assertThat(home.read(KIRO)).contains(TestHome.LAUNCHER);
    assertThat(home.read(CONFIG)).contains("\"x\"");
    assertThat(home.isDone()).isFalse();
  }

  @Test
  void anEntryThatSomebodyRemovedDoesNotComeBack() throws IOException {
    home.write(KIRO, "{\"mcpServers\": {}, \"theme\": \"dark\"}");

    home.undo(TestHome.options(Options.Mode.MOVE), true);

    assertThat(home.read(KIRO)).isEqualTo("{\"mcpServers\": {}, \"theme\": \"dark\"}");
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
    assertThat(home.read(KIRO)).isEqualTo(BEFORE);
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

  @Test
  void whatAnInterruptedRunLeftIsSaidAndDoneByTheNext() throws IOException {
    home.write(KIRO, BEFORE); // as if it had been killed before this file
    Path journal;
    try (Stream<Path> all = Files.walk(home.host().state())) {
      journal = all.filter(file -> file.endsWith("journal.json")).findFirst().orElseThrow();
    }
    String text = Files.readString(journal);
    assertThat(text).contains("\"ended\": true");
    Files.writeString(journal, text.replace("\"ended\": true", "\"ended\": false"));

    String screen = home.setup();

    assertThat(screen.replace("\n  ", " ")).contains("it had changed 2 of 3 files");
    assertThat(home.read(KIRO)).contains(TestHome.LAUNCHER);
    home.undo();
    assertThat(home.read(KIRO)).isEqualTo(BEFORE);
    assertThat(home.read(CURSOR)).isEqualTo(BEFORE);
    assertThat(Files.exists(home.path(CONFIG))).isFalse();
  }

  @Test
  void aConfigThatIsNoJsonIsLeftAloneAndSoAreTheClients() throws IOException {
    home.undo();
    home.write(CONFIG, "{\"mcpServers\": {");

    org.assertj.core.api.Assertions.assertThatThrownBy(() -> home.setup())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("config.json: line 1");
    assertThat(home.read(CURSOR)).isEqualTo(BEFORE);
  }

  @Test
  void whatIsToBeTakenBackIsAskedForOnceAndForEditedFilesOnceMore() throws IOException {
    edit(KIRO);

    home.answering("y").undo(new Options(Options.Mode.MOVE, false, false, false, false), false);

    assertThat(home.isDone()).isTrue();
    assertThat(home.read(KIRO)).contains("\"theme\"").doesNotContain(TestHome.LAUNCHER);
  }

  @Test
  void aClientThatRewritesItsFileWheneverItRunsHasItsEntriesGivenBack() throws IOException {
    home.undo();
    home.write(".claude.json", BEFORE);
    home.setup();
    edit(".claude.json");

    String screen = home.undo();

    assertThat(home.isDone()).isTrue();
    assertThat(screen).contains("~/.claude.json: merged");
    assertThat(home.read(".claude.json"))
        .contains("\"theme\": \"dark\"", "\"command\": \"a\"", "\"A_TOKEN\": \"geheim\"")
        .doesNotContain(TestHome.LAUNCHER);
    assertThat(Files.exists(home.path(CONFIG))).isFalse();
  }

  @Test
  void serversThatWereEditedInSuchAFileAreShownAllTheSame() throws IOException {
    home.undo();
    home.write(".claude.json", BEFORE);
    home.setup();
    String edited =
        home.read(".claude.json")
            .replaceFirst(
                "\"mcpServers\": \\{", "\"mcpServers\": {\n    \"y\": {\"command\": \"c\"},");
    home.write(".claude.json", edited);

    String screen = home.undo();

    assertThat(home.isDone()).isFalse();
    assertThat(screen).contains("~/.claude.json: edited since", "+    \"y\"");
    assertThat(home.read(".claude.json")).isEqualTo(edited);
  }

  @Test
  void anUndoThatLeftAFileAloneWasNotInterrupted() throws IOException {
    edit(KIRO);
    home.undo();

    assertThat(home.setup()).doesNotContain("interrupted");
  }

  @Test
  void mergingWhatSomebodyPutBackByHandTakesTheRestAndOlderRunsBackAsWell() throws IOException {
    String two =
        """
        {
          "mcpServers": {
            "y": {"command": "c"},
            "z": {"command": "d"}
          }
        }
        """;
    home.write(".gemini/settings.json", two);
    home.setup();
    home.write(
        ".gemini/settings.json",
        home.read(".gemini/settings.json")
            .replaceFirst("\"y\": \\{[^}]*}", "\"y\": {\"command\": \"c\"}"));

    home.undo(TestHome.options(Options.Mode.MOVE), true);

    assertThat(home.isDone()).isTrue();
    assertThat(home.read(".gemini/settings.json")).isEqualTo(two);
    assertThat(home.read(CURSOR)).isEqualTo(BEFORE);
    assertThat(Files.exists(home.path(CONFIG))).isFalse();
    assertThat(home.undo()).contains("nothing to take back");
  }

  @Test
  void aFileThatWasRemovedSinceIsInNobodysWay() throws IOException {
    Files.delete(home.path(KIRO));

    String screen = home.undo();

    assertThat(home.isDone()).isTrue();
    assertThat(screen).contains("~/.kiro/settings/mcp.json: removed since; setup's copy is gone");
    assertThat(Files.exists(home.path(KIRO))).isFalse();
    assertThat(home.read(CURSOR)).isEqualTo(BEFORE);
    assertThat(Files.exists(home.path(CONFIG))).isFalse();
    assertThat(home.undo()).contains("nothing to take back");
  }

  @Test
  void whereTheCopyOfARemovedFileIsKeptItIsNamed() throws IOException {
    Files.delete(home.path(KIRO));
    edit(CURSOR);

    String screen = home.undo();

    Path copy = Path.of(screen.replaceAll("(?s).*what setup found is in\\s+(\\S+).*", "$1"));
    assertThat(Files.readString(copy)).isEqualTo(BEFORE);
  }

  @Test
  void serversThatAPastedEntryNamesStay() throws IOException {
    String goose = "extensions:\n  x:\n    cmd: " + TestHome.LAUNCHER + "\n    args: [attach, x]\n";
    home.write(".config/goose/config.yaml", goose);

    String screen = home.undo();

    assertThat(home.isDone()).isFalse();
    assertThat(home.read(CURSOR)).isEqualTo(BEFORE);
    assertThat(home.read(CONFIG)).contains("\"x\"");
    assertThat(screen.replace("\n  ", " "))
        .contains("config.json: kept: ~/.config/goose/config.yaml names its servers");

    home.write(".config/goose/config.yaml", goose.replace("x]", "other]").replace("  x:", "  y:"));
    home.undo();
    assertThat(home.isDone()).isTrue();
    assertThat(Files.exists(home.path(CONFIG))).isFalse();
  }

  @Test
  void whatAnUndoWouldDoIsSaidToProgramsAsWell() throws IOException {
    edit(KIRO);

    String json = home.undo(new Options(Options.Mode.MOVE, false, false, true, true), false);

    assertThat(json)
        .contains("\"applied\": false", "\"result\": \"removed\"")
        .contains("\"result\": \"restored\"", "\"result\": \"edited since\"");
    assertThat(home.read(CURSOR)).contains(TestHome.LAUNCHER);
  }
}
