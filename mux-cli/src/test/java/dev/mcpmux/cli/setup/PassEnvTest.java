package dev.mcpmux.cli.setup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.client.Start;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PassEnvTest {

  private static final Set<String> SHELL =
      Set.of("GITHUB_TOKEN", "GITHUB_ACTOR", "AWS_PROFILE", "NPM_TOKEN", "HOME", "MCP_MODE", "_");

  private static Set<String> of(String name, Map<String, String> env, String... words) {
    Start start = new Start.Program(List.of(words), env, Optional.empty(), List.of());
    return PassEnv.of(name, new Server(start, Optional.empty()), SHELL);
  }

  @Test
  void aVariableBelongsToAServerWhoseNameOrCommandHasItsFirstWord() {
    assertThat(of("x", Map.of(), "npx", "-y", "@modelcontextprotocol/server-github"))
        .containsExactly("GITHUB_ACTOR", "GITHUB_TOKEN");
    assertThat(of("aws", Map.of(), "uvx", "some-server")).containsExactly("AWS_PROFILE");
    assertThat(of("x", Map.of(), "npx", "mcp-server-memory")).isEmpty();
  }

  @Test
  void anEntryThatGivesOneOfThemSaysItself() {
    assertThat(of("github", Map.of("GITHUB_TOKEN", "t"), "github-mcp")).isEmpty();
  }

  @Test
  void whatDockerIsToldToHandOnIsHandedOn() {
    assertThat(of("x", Map.of(), "docker", "run", "-e", "AWS_PROFILE", "image"))
        .containsExactly("AWS_PROFILE");
    assertThat(of("x", Map.of(), "docker", "run", "--env=NPM_TOKEN", "image"))
        .containsExactly("NPM_TOKEN");
  }
}
