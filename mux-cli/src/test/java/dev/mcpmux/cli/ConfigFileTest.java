package dev.mcpmux.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpmux.core.Limits;
import dev.mcpmux.core.MuxConfig;
import dev.mcpmux.core.Scope;
import dev.mcpmux.core.ServerConfig;
import dev.mcpmux.core.SharingPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigFileTest {

  @TempDir private Path directory;

  @Test
  void servers_come_in_the_order_of_the_file_with_variables_unresolved() throws Exception {
    ConfigFile file =
        parse(
            """
            {
              // the clients' own format
              "mcpServers": {
                "slack": {
                  "command": "npx",
                  "args": ["-y", "server-slack"],
                  "env": {"SLACK_BOT_TOKEN": "${SLACK_BOT_TOKEN}", "LANG": "${LANG:-C}"},
                  "type": "stdio",
                },
                /* ours */
                "files": {"command": "files", "cwd": "${HOME}/src", "share": "project"},
              },
            }
            """);

    assertThat(file.warnings()).isEmpty();
    assertThat(file.idleTimeout()).isEqualTo(Duration.ofMinutes(10));
    assertThat(file.config().limits()).isEqualTo(Limits.defaults());
    assertThat(file.config().servers().values())
        .containsExactly(
            new ServerConfig(
                "slack",
                "npx",
                List.of("-y", "server-slack"),
                Map.of("SLACK_BOT_TOKEN", "${SLACK_BOT_TOKEN}", "LANG", "${LANG:-C}"),
                Optional.empty(),
                SharingPolicy.defaults(),
                List.of()),
            new ServerConfig(
                "files",
                "files",
                List.of(),
                Map.of(),
                Optional.of("${HOME}/src"),
                SharingPolicy.defaults().withShare(Scope.PROJECT),
                List.of()));
  }

  @Test
  void limits_and_the_idle_timeout_replace_their_defaults_one_by_one() throws Exception {
    ConfigFile file = parse("{\"limits\": {\"maxFrameBytes\": 1000}, \"idleTimeout\": \"never\"}");

    assertThat(file.config().limits().maxFrameBytes()).isEqualTo(1000);
    assertThat(file.config().limits().maxHelloBytes()).isEqualTo(Limits.defaults().maxHelloBytes());
    assertThat(file.idleTimeout()).isZero();
  }

  @Test
  void a_file_that_does_not_exist_is_an_empty_config() throws Exception {
    assertThat(ConfigFile.load(directory.resolve("none.json")).config())
        .isEqualTo(MuxConfig.empty());
  }

  @Test
  void a_file_may_begin_with_a_byte_order_mark() throws Exception {
    Path path = directory.resolve("config.json");
    Files.writeString(path, "\uFEFF{\"mcpServers\": {\"é\": {\"command\": \"é\"}}}");

    assertThat(ConfigFile.load(path).config().servers()).containsOnlyKeys("é");
  }

  @Test
  void a_file_that_is_not_UTF_8_is_refused() throws Exception {
    Path path = directory.resolve("config.json");
    Files.write(path, new byte[] {'{', (byte) 0xE9, '}'});

    assertThatThrownBy(() -> ConfigFile.load(path))
        .isInstanceOf(ConfigException.class)
        .hasMessage(path + ": not UTF-8");
  }

  @Test
  void keys_that_mean_nothing_are_warned_of_and_ignored() throws Exception {
    ConfigFile file =
        parse(
            """
            {"colour": {"deep": [1]},
             "mcpServers": {"a": {"command": "x", "disabled": true}},
             "limits": {"maxFrames": 3}}
            """);

    assertThat(file.warnings())
        .containsExactly(
            "config.json:1:2: colour: unknown key, ignored",
            "config.json:2:39: mcpServers.a.disabled: unknown key, ignored",
            "config.json:3:13: limits.maxFrames: unknown key, ignored");
    assertThat(file.config().servers()).containsOnlyKeys("a");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\": \"http\", \"url\": \"https://example.com\", \"headers\": {\"a\": \"b\"}}",
        "{\"url\": \"https://example.com\"}",
        "{\"type\": \"sse\", \"url\": \"https://example.com\"}"
      })
  void remote_servers_are_skipped_with_a_warning(String server) throws Exception {
    ConfigFile file = parse("{\"mcpServers\": {\"far\": " + server + "}}");

    assertThat(file.config().servers()).isEmpty();
    assertThat(file.warnings())
        .containsExactly(
            "config.json:1:24: mcpServers.far: remote servers are not supported yet, skipped");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"mcpServers": []}                                     | 1:16: mcpServers: expected an object
          {"mcpServers": {"a": 1}}                               | 1:22: mcpServers.a: expected an object
          {"mcpServers": {"a": {}}}                              | 1:22: mcpServers.a: command is missing
          {"mcpServers": {"a": {"command": 1}}}                  | 1:34: mcpServers.a.command: expected a string
          {"mcpServers": {"a": {"command": " "}}}                | 1:34: mcpServers.a.command: expected the name or path of a program
          {"mcpServers": {"a": {"command": "x", "args": "y"}}}   | 1:47: mcpServers.a.args: expected an array of strings
          {"mcpServers": {"a": {"command": "x", "args": [1]}}}   | 1:48: mcpServers.a.args: expected an array of strings
          {"mcpServers": {"a": {"command": "x", "env": {"P": 1}}}} | 1:52: mcpServers.a.env.P: expected a string
          {"mcpServers": {"a": {"command": "x", "share": "all"}}} | 1:48: mcpServers.a.share: expected "global", "project" or "session"
          {"mcpServers": {"a": {"command": "x", "type": "pigeon"}}} | 1:47: mcpServers.a: type: expected "stdio", found "pigeon"
          {"mcpServers": {"a": {"command": "${X"}}}              | 1:34: mcpServers.a.command: expected ${NAME} or ${NAME:-default}, found ${X
          {"mcpServers": {"a": {"command": "${X}${1}"}}}         | 1:34: mcpServers.a.command: expected ${NAME} or ${NAME:-default}, found ${1}
          {"mcpServers": {"a": {"command": "${env:X}"}}}         | 1:34: mcpServers.a.command: expected ${NAME} or ${NAME:-default}, found ${env:X}
          {"mcpServers": {"": {"command": "x"}}}                 | 1:17: mcpServers.: a name is missing
          {"idleTimeout": 10}                                    | 1:17: idleTimeout: expected a string
          {"idleTimeout": "10"}                                  | 1:17: idleTimeout: expected a duration such as "90s", "10m", "1h", or "never"
          {"limits": {"maxFrameBytes": -1}}                      | 1:30: limits.maxFrameBytes: expected a whole number from 0 to 2147483647
          {"limits": {"maxFrameBytes": 3000000000}}              | 1:30: limits.maxFrameBytes: expected a whole number from 0 to 2147483647
          {"limits": {"maxFrameBytes": 200000000}}               | 1:12: limits: sessionOutputHardBytes: 268435456 (limit: at least 400000000, twice maxFrameBytes)
          [1]                                                    | 1:1: expected an object
          {} {}                                                  | 1:4: expected nothing more after the closing brace
          """)
  void what_is_wrong_is_named_with_line_and_column(String text, String message) {
    assertThatThrownBy(() -> parse(text))
        .isInstanceOf(ConfigException.class)
        .hasMessage("config.json:" + message);
  }

  @Test
  void broken_json_and_members_that_come_twice_are_named_with_line_and_column() {
    assertThatThrownBy(() -> parse("{\n  \"mcpServers\" {}\n}"))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("config.json:2:16: ");
    assertThatThrownBy(() -> parse("{\"mcpServers\": {},\n \"mcpServers\": {}}"))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("config.json:2:")
        .hasMessageContaining("Duplicate");
    assertThatThrownBy(() -> parse("")).isInstanceOf(ConfigException.class);
    assertThatThrownBy(() -> parse("{\"a\": ")).isInstanceOf(ConfigException.class);
  }

  private static ConfigFile parse(String text) throws ConfigException {
    return ConfigFile.parse("config.json", text);
  }
}
