package dev.mcpmux.cli.setup.entry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.client.Start;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    assertThat(of("github", Map.of("GITHUB_TOKEN", "t"), "github-mcp-server")).isEmpty();
  }

  @Test
  void whatDockerIsToldToHandOnIsHandedOn() {
    assertThat(of("x", Map.of(), "docker", "run", "-e", "AWS_PROFILE", "image"))
        .containsExactly("AWS_PROFILE");
    assertThat(of("x", Map.of(), "docker", "run", "--env=NPM_TOKEN", "image"))
        .containsExactly("NPM_TOKEN");
  }

  @Test
  void whatDockerIsToldToHandOnIsHandedOnBesideWhatTheEntryGives() {
    Map<String, String> env = Map.of("GITHUB_TOOLSETS", "all");

    assertThat(of("x", env, "docker", "run", "-e", "GITHUB_TOKEN", "-e", "GITHUB_TOOLSETS", "i"))
        .containsExactly("GITHUB_TOKEN");
    assertThat(of("x", Map.of(), "docker", "run", "-eNOT_HERE", "image"))
        .containsExactly("NOT_HERE");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "npx -y some-mcp | NODE_EXTRA_CA_CERTS NODE_OPTIONS NPM_CONFIG_REGISTRY npm_config_proxy",
        "uvx some-mcp | PIP_INDEX_URL PYTHONPATH REQUESTS_CA_BUNDLE UV_INDEX",
        "uv run s | PIP_INDEX_URL PYTHONPATH REQUESTS_CA_BUNDLE UV_INDEX VIRTUAL_ENV",
        "java -jar x.jar | JAVA_HOME",
        "/opt/x | JAVA_HOME NODE_EXTRA_CA_CERTS NODE_OPTIONS PYTHONPATH REQUESTS_CA_BUNDLE VIRTUAL_ENV",
        "docker run image | ''",
      })
  void aProgramGetsWhatChangesHowProgramsOfItsKindRun(String command, String variables) {
    Set<String> shell =
        Set.of(
            "NODE_EXTRA_CA_CERTS NODE_OPTIONS NPM_CONFIG_REGISTRY npm_config_proxy UV_INDEX DISPLAY"
                .concat(" PIP_INDEX_URL PYTHONPATH REQUESTS_CA_BUNDLE VIRTUAL_ENV JAVA_HOME")
                .split(" "));
    Start start =
        new Start.Program(List.of(command.split(" ")), Map.of(), Optional.empty(), List.of());

    assertThat(String.join(" ", PassEnv.of("z", new Server(start, Optional.empty()), shell)))
        .isEqualTo(variables);
  }

  @Test
  void aScreenIsForWhatOpensAWindowAndACloudForWhatMayUseIt() {
    Set<String> shell =
        Set.of("DISPLAY", "XAUTHORITY", "WAYLAND_DISPLAY", "KUBECONFIG", "AWS_REGION");

    assertThat(PassEnv.of("x", program("npx", "-y", "@playwright/mcp"), shell))
        .containsExactly("DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY");
    assertThat(PassEnv.of("x", program("npx", "-y", "mcp-remote", "https://a.example"), shell))
        .contains("DISPLAY");
    assertThat(PassEnv.of("x", program("npx", "-y", "some-mcp"), shell))
        .containsExactly("AWS_REGION", "KUBECONFIG");
    assertThat(PassEnv.of("x", program("npx", "-y", "@modelcontextprotocol/server-slack"), shell))
        .isEmpty();
  }

  @Test
  void whatNpmSetsForAProgramThatItRunsIsNotTheUsers() {
    assertThat(
            PassEnv.of("x", program("npx", "-y", "a"), Set.of("npm_execpath", "npm_config_cache")))
        .isEmpty();
  }

  private static Server program(String... words) {
    Start start = new Start.Program(List.of(words), Map.of(), Optional.empty(), List.of());
    return new Server(start, Optional.empty());
  }
}
