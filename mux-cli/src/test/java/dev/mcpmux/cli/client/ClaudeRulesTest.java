package dev.mcpmux.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClaudeRulesTest {

  private static final List<String> WORDS = List.of("npx", "server");

  @TempDir private Path directory;

  private ClaudeRules rules(String settings) throws IOException {
    Path file = directory.resolve("settings.json");
    Files.writeString(file, settings);
    return ClaudeRules.of(directory.resolve("managed"), file);
  }

  @Test
  void withoutRulesEverythingMayBeChanged() throws IOException {
    assertThat(rules("{}").against("x", WORDS)).isEmpty();
    assertThat(rules("no json").against("x", WORDS)).isEmpty();
  }

  @Test
  void anAllowedNameStaysAllowedAndAnAllowedCommandWouldNot() throws IOException {
    String names = "{\"allowedMcpServers\": [{\"serverName\": \"x\"}]}";
    String commands = "{\"allowedMcpServers\": [{\"serverCommand\": [\"npx\", \"server\"]}]}";

    assertThat(rules(names).against("x", WORDS)).isEmpty();
    assertThat(rules(names).against("y", WORDS)).contains("not allowed by allowedMcpServers");
    assertThat(rules(commands).against("x", WORDS))
        .contains("allowedMcpServers names commands, and would block mcpmux");
  }

  @Test
  void whatIsDeniedIsNotPassedBy() throws IOException {
    String denied = "{\"deniedMcpServers\": [{\"serverCommand\": [\"npx\", \"server\"]}]}";

    assertThat(rules(denied).against("x", WORDS)).contains("denied by deniedMcpServers");
    assertThat(rules(denied).against("x", List.of("npx", "other"))).isEmpty();
  }

  @Test
  void aManagedListOfServersIsTheOnlyOne() throws IOException {
    Files.createDirectories(directory.resolve("managed"));
    Files.writeString(directory.resolve("managed/managed-mcp.json"), "{}");

    assertThat(rules("{}").against("x", WORDS))
        .contains("managed-mcp.json is the only file that counts here");
  }
}
