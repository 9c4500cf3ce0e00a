package dev.mcpmux.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpmux.core.config.LaunchTemplate;
import dev.mcpmux.core.config.ServerConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Entries as other clients write them: what is certain is translated, else that server is off. */
class ForeignEntriesTest {

  private static final String GOOD = "\"good\": {\"command\": \"good\"}";

  private static ConfigFile beside(String entry) throws ConfigException {
    ConfigFile file =
        ConfigFile.parse("c.json", "{\"mcpServers\": {\"a\": " + entry + ", " + GOOD + "}}");
    assertThat(file.config().servers().get("good").launch())
        .isInstanceOf(LaunchTemplate.Program.class);
    return file;
  }

  private static ServerConfig ours(String entry) throws ConfigException {
    ConfigFile file = beside(entry);
    assertThat(file.errors()).as(entry).isEmpty();
    return file.config().servers().get("a");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"command": "x", "env": {"T": "${env:T}"}}            | {"command": "x", "env": {"T": "${T}"}}
          {"command": "${userHome}/x", "type": "local"}         | {"command": "${HOME}/x"}
          {"command": "x", "env": {"P": 3000, "D": true}}       | {"command": "x", "env": {"P": "3000", "D": "true"}}
          {"command": "x", "env": {"P": null}}                  | {"command": "x"}
          {"command": "x", "args": ["--port", 3000]}            | {"command": "x", "args": ["--port", "3000"]}
          {"command": "x", "disabled": false, "autoApprove": ["t"], "timeout": 60} | {"command": "x"}
          {"command": "x", "alwaysAllow": ["t"], "trust": true, "description": "d"} | {"command": "x"}
          {"httpUrl": "https://h/mcp", "trust": false}          | {"type": "http", "url": "https://h/mcp"}
          {"serverUrl": "https://h/mcp"}                        | {"url": "https://h/mcp"}
          {"type": "streamable_http", "uri": "https://h/mcp"}   | {"url": "https://h/mcp"}
          {"transport": "sse", "url": "https://h/sse"}          | {"type": "sse", "url": "https://h/sse"}
          {"transport": {"type": "stdio", "command": "x"}}      | {"command": "x"}
          {"type": "local", "command": ["x", "y", "{env:Z}"], "environment": {"A": "{env:B}"}, "enabled": true} | {"command": "x", "args": ["y", "${Z}"], "env": {"A": "${B}"}}
          {"type": "remote", "url": "https://h", "headers": {"X": "{env:T}"}, "oauth": false} | {"url": "https://h", "headers": {"X": "${T}"}}
          {"command": {"path": "x", "args": ["y"], "env": {"A": "b"}}, "source": "custom"} | {"command": "x", "args": ["y"], "env": {"A": "b"}}
          {"type": "stdio", "cmd": "x", "args": ["y"], "envs": {"A": "b"}, "bundled": null} | {"command": "x", "args": ["y"], "env": {"A": "b"}}
          {"command": "x", "env_vars": ["T"], "enabled_tools": ["a"], "disabled_tools": ["b"]} | {"command": "x", "passEnv": ["T"], "tools": {"allow": ["a"], "deny": ["b"]}}
          {"url": "https://h", "bearer_token_env_var": "T", "http_headers": {"X": "1"}} | {"url": "https://h", "headers": {"Authorization": "Bearer ${T}", "X": "1"}}
          {"url": "https://h", "env_http_headers": {"X": "T"}}  | {"url": "https://h", "headers": {"X": "${T}"}}
          {"command": "x", "includeTools": ["a"], "excludeTools": ["b"]} | {"command": "x", "tools": {"allow": ["a"], "deny": ["b"]}}
          {"command": "x", "tools": ["*"]}                      | {"command": "x", "tools": {"allow": ["*"]}}
          """)
  void what_certainly_means_the_same_is_taken_as_ours(String foreign, String own) throws Exception {
    assertThat(ours(foreign)).isEqualTo(ours(own));
  }

  @Test
  void document_and_schema_know_every_key_of_other_clients() throws Exception {
    String document = Files.readString(Path.of("..", "docs", "config.md"));
    String schema = Files.readString(Path.of("src", "main", "dist", "config.schema.json"));

    assertThat(new ForeignKeys(null, null).members().keySet())
        .allSatisfy(
            key -> {
              assertThat(document).contains("`" + key);
              assertThat(schema).containsPattern("[(|]" + key + "[|)]");
            });
  }

  @Test
  void what_another_client_has_switched_off_is_off() throws Exception {
    assertThat(beside("{\"command\": \"x\", \"enabled\": false}").config().disabled())
        .containsExactly("a");
    assertThat(beside("{\"disabled\": true}").config().disabled()).containsExactly("a");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"command": "x", "env": {"T": "${input:t}"}}      | known to another client only
          {"command": "x", "args": ["${workspaceFolder}"]}  | "share": "project"
          {"command": "x", "env": {"T": "${{ secrets.T }}"}} | known to another client only
          {"command": "x", "envFile": ".env"}               | put them into env
          {"type": "local", "command": ["x"], "environment": {"T": "{file:~/t}"}} | known to OpenCode only
          {"type": "stdio", "cmd": "x", "env_keys": ["T"]}  | put the variables into env
          {"url": "https://h", "headersHelper": "x"}        | headersHelper
          {"url": "https://h", "oauth": {"clientId": "i"}}  | signs in nowhere
          {"url": "unix:///x.sock#/mcp"}                    | begins with http
          {"command": "x", "sandboxEnabled": true}          | no sandbox
          {"type": "ws", "url": "ws://h"}                   | WebSocket
          {"type": "builtin", "name": "developer"}          | type: expected
          {"command": []}                                   | name or path
          {"command": "x", "env": ["A=b"]}                  | expected an object
          {"command": "x", "env": {"A": "b", "A": "c"}}     | duplicate
          {"command": "mcpmux", "args": ["attach", "good"]} | starts mcpmux itself
          {"command": "npx", "args": ["-y", "mcpmux", "attach", "good"]} | starts mcpmux itself
          {"command": "env", "args": ["A=b", "/opt/mcpmux/bin/mcpmux", "attach", "good"]} | starts mcpmux itself
          {"command": "sh", "args": ["-c", "cd /; exec '/opt/mcpmux' attach --home /x good"]} | starts mcpmux itself
          {"command": "/opt/mcpmux/lib/mcpmux-attach", "args": ["good"]} | starts mcpmux itself
          1                                                 | expected an object
          "x"                                               | expected an object
          [{"command": "x"}]                                | expected an object
          null                                              | expected an object
          """)
  void what_cannot_be_meant_here_turns_that_one_server_off(String entry, String why)
      throws Exception {
    ConfigFile file = beside(entry);

    assertThat(file.off()).singleElement().asString().contains("mcpServers.a").contains(why);
    assertThat(file.config().servers().get("a").launch())
        .isInstanceOfSatisfying(
            LaunchTemplate.Unusable.class, off -> assertThat(off.why()).contains(why));
  }

  @Test
  void what_mcpmux_runs_beside_sessions_is_a_server_as_any() throws Exception {
    ours("{\"command\": \"mcpmux\", \"args\": [\"sample-server\"]}");
    ours("{\"command\": \"x\", \"args\": [\"attach\", \"mcpmux\"]}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"command\": \"ssh\", \"args\": [\"host\", \"mcpmux\", \"attach\", \"x\"]}",
        "{\"command\": \"ssh\", \"args\": [\"host\", \"exec mcpmux attach x\"]}",
        "{\"command\": \"/usr/bin/docker\", \"args\": [\"exec\", \"-i\", \"c\", \"mcpmux\", \"attach\"]}",
        "{\"command\": \"env\", \"args\": [\"A=b\", \"kubectl\", \"exec\", \"p\", \"--\", \"mcpmux\", \"attach\"]}",
        "{\"command\": \"sh\", \"args\": [\"-c\", \"exec ssh host mcpmux attach x\"]}",
        "{\"command\": \"x\", \"args\": [\"--prompt\", \"Say how mcpmux attach works\"]}"
      })
  void what_runs_mcpmux_elsewhere_or_only_speaks_of_it_is_a_server_as_any(String entry)
      throws Exception {
    ours(entry);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"command\": \"x\", \"env\": {\"T\": \"${s3cret\"}}",
        "{\"command\": \"x\", \"env\": {\"T\": \"${A}${s3cret:x}\"}}",
        "{\"command\": \"x\", \"env\": {\"T\": \"${env:s3cret\"}}",
        "{\"command\": \"x\", \"env\": {\"T\": \"s3cret\\u0000s3cret\"}}",
        "{\"command\": \"x\", \"env\": {\"T=s3cret\": []}}",
        "{\"command\": \"x\", \"args\": [\"${s3cret-}\", \"s3cret\\u0000\"]}",
        "{\"url\": \"s3cret\"}",
        "{\"url\": \"https://h\", \"headers\": {\"A\": \"${s3cret\"}}",
        "{\"type\": \"s3cret\", \"url\": \"https://h\"}"
      })
  void no_value_that_is_wrong_is_quoted(String entry) throws Exception {
    assertThat(beside(entry).off()).isNotEmpty().noneMatch(why -> why.contains("s3cret"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"command\": \"x\", \"env\": {\"T\": s3cret}}",
        "{\"command\": \"x\", \"env\": {\"T\": s3cret-with-more s3cret}}",
        "{\"command\": \"x\", \"env\": {\"T\": 's3cret'}}",
        "{\"command\": \"x\", \"env\": {\"T\": 12s3cret}}",
        "{\"command\": \"x\", \"env\": {\"T\": \"s3cret\ns3cret\"}}",
        "{\"command\": \"x\", \"env\": {\"T\": \"s3cret\\q\"}}",
        "{\"command\": \"x\", \"env\": {s3cret: 1}}",
        "{\"command\": \"x\", \"env\": {\"T\": trues3cret}}"
      })
  void no_value_of_a_file_that_is_no_json_is_quoted(String entry) {
    assertThatThrownBy(() -> beside(entry))
        .isInstanceOf(ConfigException.class)
        .message()
        .startsWith("c.json:")
        .doesNotContain("s3cret");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"servers": {"a": {"command": "x"}}} | it; VS Code calls it servers, and mcpmux import reads its files
          {"mcp": {"a": {"type": "local", "command": ["x"]}}} | it; OpenCode calls it mcp, and mcpmux import reads its files
          {"a": {"command": "x"}, "b": {"url": "https://h"}} | did you mean {"mcpServers": {…}} around
          {}                                   | there is no mcpServers in it
          {"idleTimeout": "1h"}                | there is no mcpServers in it
          """)
  void a_file_without_servers_says_what_was_probably_meant(String text, String hint)
      throws Exception {
    ConfigFile file = ConfigFile.parse("c.json", text);

    assertThat(file.missing()).hasValueSatisfying(why -> assertThat(why).contains(hint));
    assertThat(file.config().servers()).isEmpty();
  }

  @Test
  void a_server_where_mcpmux_itself_listens_is_off() throws Exception {
    ConfigFile file =
        ConfigFile.parse(
            "c.json",
            "{\"mcpServers\": {\"a\": {\"url\": \"http://localhost:7337/mcp\"}, \"b\": {\"url\":"
                + " \"http://127.0.0.1:73370/mcp\"}}, \"http\": {\"listen\": \"7337\"}}");

    assertThat(file.off()).containsExactly("mcpServers.a.url: mcpmux itself listens there");
    assertThat(file.config().servers().get("b").launch()).isInstanceOf(LaunchTemplate.Remote.class);
  }

  @Test
  void other_languages_are_named() {
    assertThatThrownBy(() -> ConfigFile.parse("c.toml", "# c\n[mcp_servers.a]\ncommand = \"x\"\n"))
        .hasMessageContaining("looks like TOML");
    assertThatThrownBy(() -> ConfigFile.parse("c.toml", "[mcp_servers.a]\ncommand = 1\n"))
        .hasMessageContaining("looks like TOML");
    assertThatThrownBy(() -> ConfigFile.parse("c.yaml", "extensions:\n  a:\n    cmd: x\n"))
        .hasMessageContaining("looks like YAML");
  }

  @Test
  void a_wrong_value_at_the_top_costs_itself_and_at_a_change_what_was_before_stays()
      throws Exception {
    ConfigFile before = ConfigFile.parse("c.json", "{\"idleTimeout\": \"1h\", \"mcpServers\": {}}");
    ConfigFile now =
        ConfigFile.parse(
            "c.json",
            "{\"idleTimeout\": 1, \"limits\": {\"maxFrameBytes\": -1}, \"http\": {\"auth\": 1},"
                + " \"separator\": \"?\", \"mcpServers\": {"
                + GOOD
                + "}}");

    assertThat(now.errorsOfOthers()).hasSize(4);
    assertThat(now.idleTimeout()).isEqualTo(DaemonSettings.DEFAULT_IDLE_TIMEOUT);
    assertThat(now.whereWrong(before).idleTimeout()).hasHours(1);
    assertThat(now.whereWrong(before).config().servers()).containsOnlyKeys("good");
  }
}
