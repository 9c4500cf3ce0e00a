package dev.mcpmux.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with a config is named with its place. */
class ConfigErrorsTest {

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
          {"mcpServers": {"a": {"command": "x", "args": [[]]}}}  | 1:48: mcpServers.a.args: expected a string
          {"mcpServers": {"a": {"command": "x", "env": {"P": []}}}} | 1:52: mcpServers.a.env.P: expected a string
          {"mcpServers": {"a": {"command": "x", "share": "all"}}} | 1:48: mcpServers.a.share: expected "global", "project" or "session"
          {"mcpServers": {"a": {"command": "x", "passEnv": "P"}}} | 1:50: mcpServers.a.passEnv: expected an array of strings
          {"mcpServers": {"a": {"command": "x", "handshake": 1}}} | 1:52: mcpServers.a.handshake: expected a string
          {"mcpServers": {"a": {"command": "x", "handshake": "each"}}} | 1:52: mcpServers.a.handshake: expected "class" or "common"
          {"mcpServers": {"a": {"command": "x", "identity": "me"}}} | 1:51: mcpServers.a.identity: expected "mcpmux" or "client"
          {"mcpServers": {"a": {"command": "x", "serverRequests": "on"}}} | 1:57: mcpServers.a.serverRequests: expected "auto", "off", "attributed", "serialized" or "dedicated"
          {"mcpServers": {"a": {"command": "x", "logRouting": "all"}}} | 1:53: mcpServers.a.logRouting: expected "inflight" or "broadcast"
          {"mcpServers": {"a": {"command": "x", "requestTimeout": "1"}}} | 1:57: mcpServers.a.requestTimeout: expected a duration such as "90s", "10m", "1h", or "never"
          {"mcpServers": {"a": {"command": "x", "roots": "mine"}}} | 1:48: mcpServers.a.roots: expected "auto", "session", "off" or {"static": ["file:///…"]}
          {"mcpServers": {"a": {"command": "x", "roots": {}}}}     | 1:49: mcpServers.a.roots: expected "auto", "session", "off" or {"static": ["file:///…"]}
          {"mcpServers": {"a": {"command": "x", "roots": {"s": 1}}}} | 1:54: mcpServers.a.roots.s: expected "auto", "session", "off" or {"static": ["file:///…"]}
          {"mcpServers": {"a": {"command": "x", "roots": {"static": ["/a"]}}}} | 1:60: mcpServers.a.roots.static: expected a URI that begins with file://, found /a
          {"mcpServers": {"a": {"command": "x", "roots": 1}}}      | 1:48: mcpServers.a.roots: expected "auto", "session", "off" or {"static": ["file:///…"]}
          {"wellKnownServers": {"a": {"share": "all"}}}            | 1:38: wellKnownServers.a.share: expected "global", "project" or "session"
          {"wellKnownServers": {"a": {"traits": ["fear"]}}}        | 1:40: wellKnownServers.a.traits: expected "roots", "sampling" or "elicitation"
          {"wellKnownServers": {"a": {"stateless": 1}}}            | 1:42: wellKnownServers.a.stateless: expected true or false
          {"mcpServers": {"a": {"command": "x", "type": "pigeon"}}} | 1:47: mcpServers.a: type: expected "stdio", "http" or "sse"
          {"mcpServers": {"a": {"type": "http"}}}               | 1:22: mcpServers.a: url is missing
          {"mcpServers": {"a": {"url": "ftp://x"}}}             | 1:30: mcpServers.a: url: expected one that begins with http:// or https://
          {"mcpServers": {"a": {"url": "http://x", "headers": {"Host": "y"}}}} | 1:53: mcpServers.a.headers: the header Host is written by mcpmux itself
          {"mcpServers": {"a": {"command": "${X"}}}              | 1:34: mcpServers.a.command: expected ${NAME} or ${NAME:-default} behind each ${
          {"mcpServers": {"a": {"command": "${X}${1}"}}}         | 1:34: mcpServers.a.command: expected ${NAME} or ${NAME:-default} behind each ${
          {"mcpServers": {"a": {"command": "${input:x}"}}}       | 1:34: mcpServers.a.command: ${input:…} is known to another client only; expected ${NAME} or ${NAME:-default}
          {"mcpServers": {"a": {"command": "x", "oauth": {}}}}   | 1:48: mcpServers.a.oauth: mcpmux signs in nowhere; a token belongs into headers
          {"mcpServers": {"a": {"command": "sh", "args": ["-c", "exec /opt/bin/mcpmux attach a"]}}} | 1:22: mcpServers.a: it starts mcpmux itself, which would start it again; write the server's own command here
          {"mcpServers": {"": {"command": "x"}}}                 | 1:17: mcpServers.: a name is missing
          {"fallback": "x"}                                      | 1:14: fallback: expected "run" or "fail"
          {"idleTimeout": 10}                                    | 1:17: idleTimeout: expected a string
          {"idleTimeout": "10"}                                  | 1:17: idleTimeout: expected a duration such as "90s", "10m", "1h", or "never"
          {"metrics": true}                                      | 1:13: metrics: expected an object
          {"metrics": {"enabled": "on"}}                         | 1:25: metrics.enabled: expected true or false
          {"telemetry": {}}                                      | 1:15: telemetry: expected an endpoint, such as "http://localhost:4318"
          {"telemetry": {"endpoint": "localhost:4318"}}          | 1:28: telemetry.endpoint: expected a URL, such as "http://localhost:4318"
          {"telemetry": {"endpoint": "http://ann:secret@x/"}}    | 1:28: telemetry.endpoint: expected a URL, such as "http://localhost:4318"
          {"telemetry": {"endpoint": "http://x/?key=secret"}}    | 1:28: telemetry.endpoint: expected a URL, such as "http://localhost:4318"
          {"telemetry": {"endpoint": "http://x", "headers": {"A B": "c"}}} | 1:59: telemetry.headers.A B: expected a header with its value
          {"telemetry": {"endpoint": "http://x", "headers": {"A": "é"}}}  | 1:57: telemetry.headers.A: expected a header with its value
          {"telemetry": {"endpoint": "http://x", "interval": "10ms"}} | 1:52: telemetry.interval: expected a second or more, such as "60s"
          {"telemetry": {"endpoint": "http://x", "interval": "never"}} | 1:52: telemetry.interval: expected a second or more, such as "60s"
          {"limits": {"maxFrameBytes": -1}}                      | 1:30: limits.maxFrameBytes: expected a whole number from 0 to 2147483647
          {"limits": {"maxFrameBytes": 3000000000}}              | 1:30: limits.maxFrameBytes: expected a whole number from 0 to 2147483647
          {"limits": {"maxFrameBytes": 200000000}}               | 1:12: limits: sessionOutputHardBytes: 268435456 (limit: at least 400000000, twice maxFrameBytes)
          [1]                                                    | 1:1: expected an object
          {} {}                                                  | 1:4: expected nothing more after the closing brace
          """)
  void what_is_wrong_is_named_with_line_and_column(String text, String message) {
    assertThatThrownBy(() -> ConfigFileTest.parse(text))
        .isInstanceOf(ConfigException.class)
        .hasMessage("config.json:" + message);
  }

  @Test
  void broken_json_and_members_that_come_twice_are_named_with_line_and_column() {
    assertThatThrownBy(() -> ConfigFileTest.parse("{\n  \"mcpServers\" {}\n}"))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("config.json:2:16: ");
    assertThatThrownBy(() -> ConfigFileTest.parse("{\"mcpServers\": {},\n \"mcpServers\": {}}"))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("config.json:2:")
        .hasMessageContaining("duplicate");
    assertThatThrownBy(() -> ConfigFileTest.parse("")).isInstanceOf(ConfigException.class);
    assertThatThrownBy(() -> ConfigFileTest.parse("{\"a\": {"))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("config.json:1:")
        .hasMessageEndingWith("expected close marker for Object");
  }

  @Test
  void everything_that_is_wrong_is_named_at_once() {
    assertThatThrownBy(
            () ->
                ConfigFileTest.parse(
                    """
                    {"mcpServers": {
                       "a": {"command": 1, "args": [["x"], 2], "env": {"A": [], "": "x", "B": {}}},
                       "b": {"args": []},
                       "c": {"command": "x", "roots": {"static": 1}}},
                     "idleTimeout": {"a": [1]},
                     "limits": {"maxFrameBytes": "x", "maxHelloBytes": -1}}
                    """))
        .isInstanceOfSatisfying(
            ConfigException.class,
            e ->
                assertThat(e.messages())
                    .containsExactly(
                        "config.json:2:21: mcpServers.a.command: expected a string",
                        "config.json:2:33: mcpServers.a.args: expected a string",
                        "config.json:2:57: mcpServers.a.env.A: expected a string",
                        "config.json:2:61: mcpServers.a.env.: a name is missing",
                        "config.json:2:75: mcpServers.a.env.B: expected a string",
                        "config.json:3:9: mcpServers.b: command is missing",
                        "config.json:4:46: mcpServers.c.roots.static: expected an array of strings",
                        "config.json:5:17: idleTimeout: expected a string",
                        "config.json:6:30: limits.maxFrameBytes: expected a whole number from 0 to"
                            + " 2147483647",
                        "config.json:6:52: limits.maxHelloBytes: expected a whole number from 0 to"
                            + " 2147483647"));
  }

  @Test
  void what_is_wrong_before_json_that_is_broken_is_named_as_well() {
    assertThatThrownBy(() -> ConfigFileTest.parse("{\"idleTimeout\": 1,\n \"limits\" 2}"))
        .isInstanceOfSatisfying(
            ConfigException.class,
            e ->
                assertThat(e.messages())
                    .hasSize(2)
                    .first()
                    .isEqualTo("config.json:1:17: idleTimeout: expected a string"));
  }

  @ParameterizedTest
  @CsvSource({
    "mcpservers, mcpServers",
    "idle_timeout, idleTimeout",
    "limit, limits",
    "idelTimeout, idleTimeout"
  })
  void an_unknown_key_that_is_nearly_a_known_one_is_answered_with_that(String key, String meant)
      throws Exception {
    assertThat(ConfigFileTest.parse("{\"" + key + "\": {}}").warnings())
        .containsExactly(
            "config.json:1:2: " + key + ": unknown key, ignored; did you mean \"" + meant + "\"?");
  }
}
