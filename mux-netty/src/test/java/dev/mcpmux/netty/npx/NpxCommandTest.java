package dev.mcpmux.netty.npx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpxCommandTest {

  @Test
  void a_package_with_its_arguments_is_understood() {
    assertThat(parse("npx -y @scope/server-a@1.2.3 --port -y 80"))
        .contains(
            new NpxCommand(
                "@scope/server-a@1.2.3",
                "@scope/server-a",
                "1.2.3",
                Optional.empty(),
                List.of("--port", "-y", "80")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "npx -y -p server-a@next serve x",
        "/usr/bin/npx --package server-a@next --yes serve x",
        "npx --package=server-a@next serve x",
      })
  void a_program_of_a_package_is_understood(String command) {
    assertThat(parse(command))
        .contains(
            new NpxCommand(
                "server-a@next", "server-a", "next", Optional.of("serve"), List.of("x")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "node server.js",
        "npm exec server-a",
        "npx",
        "npx -y",
        "npx -y -p server-a",
        "npx --quiet server-a",
        "npx -- server-a",
        "npx -p server-a -p server-b serve",
        "npx -c serve",
        "npx -y ./server-a",
        "npx -y ../server-a",
        "npx -y .",
        "npx -y user/repository",
        "npx -y github:user/repository",
        "npx -y https://example.com/server-a",
        "npx -y server-a@npm:server-b@1.0.0",
        "npx -y server-a@file:server-b",
        "npx -y server-a.tgz",
        "npx -y server-a@1.0.0.tgz",
        "npx -y server-a@",
        "npx -y $(server-a)",
        "npx -p server-a bin/serve",
      })
  void what_is_not_clear_is_left_to_npx(String command) {
    assertThat(parse(command)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "a@1.2.3, true",
    "a@1.2.3-beta.1, true",
    "a, false",
    "a@latest, false",
    "a@^1.2.3, false",
    "a@1, false",
    "a@1.x, false",
  })
  void only_a_whole_version_stands_for_itself(String spec, boolean exact) {
    assertThat(parse("npx -y " + spec).orElseThrow().isExact()).isEqualTo(exact);
  }

  private static Optional<NpxCommand> parse(String command) {
    return NpxCommand.parse(List.of(command.split(" ")));
  }
}
