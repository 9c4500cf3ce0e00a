package dev.mcpmux.cli.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpmux.cli.edit.ConfigText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that change while somebody is asked, and those that are no usual ones. */
class OddFilesTest {

  private static final String CONFIG = ".config/mcpmux/config.json";
  private static final String CURSOR = ".cursor/mcp.json";
  private static final String BEFORE =
      "{\"mcpServers\": {\"x\": {\"command\": \"a\", \"env\": {\"A_TOKEN\": \"geheim\"}}}}\n";
  private static final Options ASKING = new Options(Options.Mode.MOVE, false, false, false, false);

  @TempDir private Path temporary;
  private TestHome home;

  @BeforeEach
  void makeHome() throws IOException {
    home = TestHome.empty(temporary).write(CURSOR, BEFORE);
  }

  @Test
  void noClientIsChangedIfTheConfigChangesWhileSomebodyIsAsked() throws IOException {
    String other = "{\"mcpServers\": {}}";

    String screen = home.whileAsking(() -> home.write(CONFIG, other)).setup(ASKING);

    assertThat(home.isDone()).isFalse();
    assertThat(home.read(CURSOR)).isEqualTo(BEFORE);
    assertThat(home.read(CONFIG)).isEqualTo(other);
    assertThat(screen)
        .contains("Nothing was changed.", "config.json was left alone: it was made meanwhile");
  }

  @Test
  void noClientIsChangedIfAServerThatItIsToUseGoesWhileSomebodyIsAsked() throws IOException {
    home.setup();
    home.write(".kiro/settings/mcp.json", BEFORE);

    home.whileAsking(() -> home.write(CONFIG, "{}")).setup(ASKING);

    assertThat(home.isDone()).isFalse();
    assertThat(home.read(".kiro/settings/mcp.json")).isEqualTo(BEFORE);
  }

  @Test
  void programsAreToldThatTheConfigWasLeftAlone() throws IOException {
    Plan plan =
        Planner.plan(
            home.host(),
            TestHome.options(Options.Mode.MOVE),
            Selection.of(home.host(), java.util.List.of()).files(),
            new java.util.ArrayList<>());
    home.write(CONFIG, "{}");

    var results = dev.mcpmux.cli.change.ChangeSet.apply(home.host().state(), plan.changes());

    assertThat(new PlanJson(home.host(), plan).tree(results))
        .containsEntry("applied", false)
        .containsEntry("problem", "it was made meanwhile");
  }

  @Test
  void aPipeInPlaceOfAFileIsLeftAlone() throws Exception {
    pipe(".kiro/settings/mcp.json");
    pipe(".claude/settings.json");
    home.write(".claude.json", BEFORE);
    pipe(".config/mcpmux/servers.d/pipe.json");

    String screen = within(() -> home.setup());

    assertThat(screen).contains("left alone: it is no regular file").contains("pipe.json");
    assertThat(home.read(CURSOR)).contains(TestHome.LAUNCHER);
  }

  @Test
  void aPipeInPlaceOfTheConfigIsAnError() throws Exception {
    pipe(CONFIG);

    assertThatThrownBy(() -> within(() -> home.setup()))
        .hasMessageContaining("config.json: it is no regular file");
  }

  private static String within(org.junit.jupiter.api.function.ThrowingSupplier<String> run) {
    return Assertions.assertTimeoutPreemptively(Duration.ofSeconds(30), run);
  }

  private void pipe(String name) throws Exception {
    Files.createDirectories(home.path(name).getParent());
    Process process = new ProcessBuilder("mkfifo", home.path(name).toString()).start();
    assertThat(process.waitFor()).isZero();
  }

  @Test
  void aBrokenDropInIsSaidAndNoReasonToStop() throws IOException {
    home.write(".config/mcpmux/servers.d/a.json", "{\"mcpServers\": {");
    home.write(
        ".config/mcpmux/servers.d/b.json", "{\"mcpServers\": {\"x\": {\"command\": \"b\"}}}");

    String screen = home.setup();

    assertThat(home.isDone()).isTrue();
    assertThat(screen.replace("\n  ", " ")).contains("a.json: line 1", "is not looked at");
    assertThat(home.read(CONFIG)).contains("\"x-cursor\"");
  }

  @Test
  void aFileThatIsTooLargeIsLeftAlone() throws IOException {
    String large = "{\"mcpServers\": {\"y\": {\"command\": \"b\"}}, \"history\": \"";
    large += "x".repeat((int) ConfigText.MAX_BYTES) + "\"}";
    home.write(".claude.json", large);

    String screen = home.setup();

    assertThat(screen)
        .contains("left alone: it has " + large.length() + " bytes (limit: 16777216)");
    assertThat(home.read(".claude.json")).isEqualTo(large);
    assertThat(home.read(CURSOR)).contains(TestHome.LAUNCHER);
  }

  @Test
  void aConfigInAGitWorkTreeIsSaidBeforeItGetsSecrets() throws IOException {
    Files.createDirectories(home.path("dotfiles/.git"));
    Files.createDirectories(home.path("dotfiles/mcpmux"));
    Files.createDirectories(home.path(".config"));
    Files.createSymbolicLink(home.path(".config/mcpmux"), home.path("dotfiles/mcpmux"));

    String screen = home.answering("n").setup(ASKING);

    assertThat(screen.replace("\n  ", " ")).contains("is in the git work tree ~/dotfiles");
    assertThat(home.read(CURSOR)).isEqualTo(BEFORE);
  }
}
