package dev.mcpmux.core.sharing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdHocNameTest {

  private static String shown(String command) {
    return AdHocName.of(List.of(command.split(" "))).replaceFirst("#[0-9a-f]{8}$", "");
  }

  @ParameterizedTest
  @CsvSource({
    "npx -y @scope/server --api-key s3cret, npx:@scope/server",
    "npx server@1.2.3 /data, npx:server@1.2.3",
    "/usr/bin/node --no-warnings /opt/x/dist/server.js s3cret, node:server.js",
    "python3 -m mcp_server_git --repo s3cret, python3:mcp_server_git",
    "uvx --from git+https://s3cret@host/x.git mcp-server, uvx:mcp-server",
    "docker run -i --rm -e TOKEN=s3cret mcp/github:latest s3cret, docker:mcp/github:latest",
    "env TOKEN=s3cret npx -y server, npx:server",
    "./bin/our-server s3cret, our-server"
  })
  void a_server_is_named_by_program_and_package(String command, String name) {
    assertThat(shown(command)).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "npx --api-key s3cret server",
        "npx --api-key=s3cret server",
        "npx -y https://user:s3cret@host/pkg.tgz?key=s3cret",
        "npx -y git+ssh://s3cret@host/x",
        "node -e s3cret s3cret",
        "node --eval=s3cret",
        "python3 -c s3cret s3cret",
        "sh -c TOKEN=s3cret;run",
        "bash -lc s3cret",
        "docker run -eTOKEN=s3cret image",
        "docker run --label s3cret image",
        "env -u s3cret TOKEN=s3cret server s3cret",
        "https://s3cret@host/run?s3cret",
        "TOKEN=s3cret server",
        "server s3cret --token s3cret --token=s3cret TOKEN=s3cret https://s3cret@h/?k=s3cret"
      })
  void no_word_that_may_be_a_secret_is_shown(String command) {
    assertThat(AdHocName.of(List.of(command.split(" ")))).doesNotContain("s3cret");
  }

  @Test
  void a_command_line_in_one_word_shows_its_program_only() {
    assertThat(AdHocName.of(List.of("/opt/bin/run --token=s3cret /x/s3cret"))).startsWith("run#");
  }

  @Test
  void a_program_alone_is_named_as_it_is() {
    assertThat(AdHocName.of(List.of("server"))).isEqualTo("server");
    assertThat(AdHocName.of(List.of("/bin/server"))).startsWith("server#");
  }

  @Test
  void commands_that_differ_in_any_word_have_different_names() {
    assertThat(AdHocName.of(List.of("npx", "a", "x")))
        .isEqualTo(AdHocName.of(List.of("npx", "a", "x")))
        .isNotEqualTo(AdHocName.of(List.of("npx", "a", "y")))
        .isNotEqualTo(AdHocName.of(List.of("npx", "a x")));
  }
}
