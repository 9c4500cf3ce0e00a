package dev.mcpmux.cli.setup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that two clients read, and names that stand twice in one. */
class SharedFilesTest {

  private static final String CURSOR = ".cursor/mcp.json";
  private static final String KIRO = ".kiro/settings/mcp.json";

  @TempDir private Path temporary;
  private TestHome home;

  @BeforeEach
  void makeHome() throws IOException {
    home = TestHome.empty(temporary);
  }

  private void link(String name, String to) throws IOException {
    Files.createDirectories(home.path(name).getParent());
    Files.createSymbolicLink(home.path(name), home.path(to));
  }

  @Test
  void aFileThatALinkMakesOneOfTwoClientsIsChangedOnceByTheRulesOfBoth() throws IOException {
    home.write(
        CURSOR,
        "{\"mcpServers\": {\"x\": {\"command\": \"a\"},"
            + " \"e\": {\"command\": \"b\", \"args\": [\"${env:T}\"]}}}");
    link(KIRO, CURSOR);
    Map<String, String> before = home.everything();

    String screen = home.variable("T", "t").needing("XDG_STATE_HOME", "/s").setup();

    assertThat(screen.replaceAll("\\s+", " "))
        .contains(
            "x moves",
            "e is wrapped: only the client knows",
            "is the same file as ~/.cursor/mcp.json");
    assertThat(home.read(CURSOR))
        .contains("\"attach\", \"x\"", "\"attach\", \"--\", \"b\"")
        .contains("${env:T}")
        .contains("\"XDG_STATE_HOME\": \"/s\""); // Kiro would not hand it on
    assertThat(Files.isSymbolicLink(home.path(KIRO))).isTrue();

    home.undo();
    assertThat(home.everything()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"mcpServers\": {\"x\": {\"command\": \"old\"},\n \"x\": {\"command\": \"new\"}}}",
        "{\"mcpServers\": {\"x\": {\"command\": \"old\"}},"
            + " \"mcpServers\": {\"x\": {\"command\": \"new\"}}}",
        "{\"mcpServers\": {\"x\": {\"command\": \"old\", \"command\": \"new\"}}}",
      })
  void ofNamesThatStandTwiceTheLastOneIsEdited(String text) throws IOException {
    home.write(CURSOR, text);

    home.setup();

    assertThat(home.read(".config/mcpmux/config.json")).contains("new").doesNotContain("old");
    assertThat(home.read(CURSOR)).contains("\"old\"", TestHome.LAUNCHER).doesNotContain("\"new\"");
    assertThat(home.read(CURSOR).indexOf("old"))
        .isLessThan(home.read(CURSOR).indexOf(TestHome.LAUNCHER));
    home.undo();
    assertThat(home.read(CURSOR)).isEqualTo(text);
  }

  @Test
  void nothingOfADuplicateIsLeftWhereEntriesBecomeOne() throws IOException {
    String text =
        "{\"mcpServers\": {\"x\": {\"command\": \"old\"}, \"x\": {\"command\": \"new\"}}}";
    home.write(CURSOR, text);

    home.setup(TestHome.options(Options.Mode.AGGREGATE));

    assertThat(home.read(CURSOR)).contains("--only").doesNotContain("old");
    home.undo();
    assertThat(home.read(CURSOR)).isEqualTo(text);
  }
}
