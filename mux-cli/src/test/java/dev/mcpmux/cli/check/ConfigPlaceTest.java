package dev.mcpmux.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigPlaceTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "docker run -i --rm mcp/slack",
        "podman run -i mcp/slack",
        "uv run server.py",
        "sh -c server",
        "/bin/bash start.sh",
        "npm start",
        "npm run start",
        "pnpm dlx server",
        "yarn start",
        "tsx src/server.ts",
        "pipx run server",
        "env A=b server",
        "python3.12 -m server",
        "java -jar server.jar",
        "node build/index.js",
        "npx ./server",
        "npx"
      })
  void a_program_that_starts_any_server_is_never_named_in_the_table(String command) {
    ConfigPlace place = of(command);

    assertThat(place.where()).startsWith("an entry of its own in");
    assertThat(place.member()).isEqualTo("\"share\": \"%s\"");
  }

  @Test
  void a_package_is_named_without_its_version() {
    String line = "\"server-memory\": {\"packages\": [\"@mcp/server-memory\"], \"share\": \"%s\"}";

    assertThat(of("npx -y @mcp/server-memory@1.2").member()).isEqualTo(line);
    assertThat(of("node /opt/node_modules/@mcp/server-memory/dist/index.js").member())
        .isEqualTo(line);
    assertThat(of("uvx mcp-server-git==1.0").member()).contains("[\"mcp-server-git\"]");
  }

  @Test
  void a_program_of_its_own_is_named_without_its_path() {
    assertThat(of("/opt/bin/github-mcp-server stdio").member())
        .startsWith("\"github-mcp-server\": {\"programs\": [\"github-mcp-server\"]");
  }

  private static ConfigPlace of(String command) {
    return ConfigPlace.ofCommand(List.of(command.split(" ")), Path.of("/config.json"));
  }
}
