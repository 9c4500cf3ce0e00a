package dev.mcpmux.cli.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files a run is about. */
class SelectionTest {

  private static final String ENTRY = "{\"mcpServers\": {\"x\": {\"command\": \"a\"}}}";

  @TempDir private Path temporary;
  private TestHome home;

  @BeforeEach
  void makeHome() throws IOException {
    home = TestHome.empty(temporary).in("shop");
    home.write("shop/.mcp.json", ENTRY).write("shop/.cursor/mcp.json", ENTRY);
    home.write(".cursor/mcp.json", ENTRY);
  }

  @Test
  void withoutNamesOnlyTheUsersOwnFilesAreChangedAndTheOthersNamed() throws IOException {
    String screen = home.setup();

    assertThat(home.read(".cursor/mcp.json")).contains(TestHome.LAUNCHER);
    assertThat(home.read("shop/.cursor/mcp.json")).isEqualTo(ENTRY);
    assertThat(home.read("shop/.mcp.json")).isEqualTo(ENTRY);
    assertThat(screen.replace("\n  ", " "))
        .contains(".mcp.json belongs to this project: `mcpmux setup .mcp.json` changes it.");
  }

  @Test
  void aClientThatIsNamedHasItsFilesInTheDirectoryChangedAsWell() throws IOException {
    home.setup("cursor");

    assertThat(home.read(".cursor/mcp.json")).contains(TestHome.LAUNCHER);
    assertThat(home.read("shop/.cursor/mcp.json")).contains(TestHome.LAUNCHER);
    assertThat(home.read("shop/.mcp.json")).isEqualTo(ENTRY);
  }

  @Test
  void aFileUnderVersionControlIsChangedOnlyWhereItIsNamed() throws Exception {
    git("init", "-q");
    git("add", ".mcp.json");

    String first = home.setup("claude-code");
    String untouched = home.read("shop/.mcp.json");
    String second = home.setup(".mcp.json");

    assertThat(untouched).isEqualTo(ENTRY);
    assertThat(first).contains(".mcp.json is under version control");
    assertThat(second.replace("\n  ", " ")).contains("a path of this machine");
    assertThat(home.read("shop/.mcp.json")).contains(TestHome.LAUNCHER, "\"type\": \"stdio\"");
  }

  private void git(String... words) throws Exception {
    List<String> command = new java.util.ArrayList<>(List.of("git"));
    command.addAll(List.of(words));
    Process process =
        new ProcessBuilder(command).directory(home.path("shop").toFile()).inheritIO().start();
    assertThat(process.waitFor()).isZero();
  }

  @Test
  void aWordThatIsNeitherIsRefusedWithThoseThatAre() {
    assertThatThrownBy(() -> home.setup("kursor"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("there is no client \"kursor\"")
        .hasMessageContaining("cursor, vscode");
    assertThatThrownBy(() -> home.setup("./nope.json")).hasMessage("there is no file ./nope.json");
  }

  @Test
  void aFileOfNoKnownClientIsForImport() throws IOException {
    home.write("shop/servers.json", ENTRY);

    assertThatThrownBy(() -> home.setup("servers.json"))
        .hasMessageContaining("`mcpmux import servers.json` takes its servers");
  }

  @Test
  void oneFileThatTwoPathsLeadToIsReadOnce() throws IOException {
    java.nio.file.Files.createDirectories(home.path(".codeium/windsurf"));
    java.nio.file.Files.createSymbolicLink(
        home.path(".codeium/windsurf/mcp_config.json"), home.path(".cursor/mcp.json"));

    home.setup();

    assertThat(home.isDone()).isTrue();
  }

  @Test
  void inTheHomeDirectoryAUsersOwnFileIsNoFileOfAProject() throws IOException {
    String screen = home.in("").setup();

    assertThat(screen).doesNotContain("belongs to this project");
    assertThat(home.read(".cursor/mcp.json")).contains(TestHome.LAUNCHER);
  }
}
