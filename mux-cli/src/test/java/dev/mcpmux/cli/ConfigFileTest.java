package dev.mcpmux.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpmux.core.HandshakeMode;
import dev.mcpmux.core.LaunchTemplate;
import dev.mcpmux.core.LifePolicy;
import dev.mcpmux.core.Limits;
import dev.mcpmux.core.LogRouting;
import dev.mcpmux.core.RemoteKind;
import dev.mcpmux.core.RootsPolicy;
import dev.mcpmux.core.Scope;
import dev.mcpmux.core.ServerConfig;
import dev.mcpmux.core.ServerRequestPolicy;
import dev.mcpmux.core.SharingPolicy;
import dev.mcpmux.core.StartMode;
import dev.mcpmux.core.ToolFilter;
import dev.mcpmux.core.Trait;
import dev.mcpmux.core.WellKnownServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigFileTest {

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
  void a_launcher_is_unwrapped_unless_the_server_says_otherwise() throws Exception {
    assertThat(program("\"share\": \"global\"").unwrap()).isTrue();
    assertThat(program("\"unwrap\": false").unwrap()).isFalse();
  }

  @Test
  void a_server_says_when_it_starts_and_stops() throws Exception {
    ServerConfig server =
        server(
            """
            "start": "eager", "startTimeout": "90s", "idleStop": "never", "idleStopAttached": "5m",
            "drainTimeout": "1m"
            """);

    assertThat(server.life())
        .isEqualTo(
            new LifePolicy(
                StartMode.EAGER,
                OptionalLong.of(90_000),
                OptionalLong.of(LifePolicy.NEVER),
                OptionalLong.of(300_000),
                OptionalLong.of(60_000)));
    assertThat(server("\"share\": \"global\"").life()).isEqualTo(LifePolicy.defaults());
  }

  @Test
  void a_time_that_is_none_is_named_with_its_place() {
    assertThatThrownBy(() -> server("\"idleStop\": \"15\""))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("idleStop: expected a duration such as");
    assertThatThrownBy(() -> server("\"startTimeout\": \"never\""))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("startTimeout: expected a duration");
  }

  @Test
  void a_server_says_how_it_is_shared() throws Exception {
    ServerConfig server =
        server(
            """
            "share": "session", "handshake": "common", "serverRequests": "attributed",
            "roots": "session", "logRouting": "broadcast", "requestTimeout": "90s",
            "passEnv": ["TOKEN", "${odd}"]
            """);

    assertThat(((LaunchTemplate.Program) server.launch()).passEnv())
        .containsExactly("TOKEN", "${odd}");
    assertThat(server.sharing())
        .isEqualTo(
            new SharingPolicy(
                Optional.of(Scope.SESSION),
                HandshakeMode.COMMON,
                false,
                Optional.of(ServerRequestPolicy.ATTRIBUTED),
                new RootsPolicy.Session(),
                LogRouting.BROADCAST,
                OptionalLong.of(90_000)));
    assertThat(server("\"identity\": \"client\"").sharing().clientIdentity()).isTrue();
    assertThat(
            server(
                    """
                    "identity": "mcpmux", "handshake": "class", "serverRequests": "auto",
                    "roots": "auto", "logRouting": "inflight"
                    """)
                .sharing())
        .isEqualTo(SharingPolicy.defaults());
    assertThat(server("\"requestTimeout\": \"never\"").sharing().requestTimeoutMillis())
        .hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"static\": [\"file:///a\", \"file://${HOME}\"]}",
        "[\"file:///a\", \"file://${HOME}\"]",
        "\"static:file:///a,file://${HOME}\""
      })
  void roots_may_be_fixed(String roots) throws Exception {
    assertThat(server("\"roots\": " + roots).sharing().roots())
        .isEqualTo(new RootsPolicy.Static(List.of("file:///a", "file://${HOME}")));
    assertThat(server("\"roots\": \"off\"").sharing().roots()).isEqualTo(new RootsPolicy.Off());
  }

  @Test
  void an_identity_that_a_common_handshake_does_not_pass_on_is_warned_of() throws Exception {
    ConfigFile file =
        parse(
            "{\"mcpServers\": {\"a\": {\"command\": \"x\", \"handshake\": \"common\","
                + " \"identity\": \"client\"}}}");

    assertThat(file.warnings())
        .containsExactly(
            "config.json:1:22: mcpServers.a: identity: without effect, because handshake is"
                + " \"common\"");
  }

  @Test
  void what_is_known_of_servers_by_their_command_can_be_changed() throws Exception {
    ConfigFile file =
        parse(
            """
            {"wellKnownServers": {
              "slack": {"share": "project"},
              "mine": {"packages": ["mine"], "programs": ["mine-mcp"], "traits": ["roots"],
                       "stateless": true, "colour": 1}}}
            """);

    assertThat(file.config().wellKnownServers())
        .containsExactly(
            Map.entry(
                "slack",
                new WellKnownServer(
                    List.of(),
                    List.of(),
                    Optional.of(Scope.PROJECT),
                    Optional.empty(),
                    Optional.empty())),
            Map.entry(
                "mine",
                new WellKnownServer(
                    List.of("mine"),
                    List.of("mine-mcp"),
                    Optional.empty(),
                    Optional.of(Set.of(Trait.ROOTS)),
                    Optional.of(true))));
    assertThat(file.warnings()).hasSize(1);
  }

  @Test
  void keys_that_mean_nothing_are_warned_of_and_ignored() throws Exception {
    ConfigFile file =
        parse(
            """
            {"colour": {"deep": [1]},
             "mcpServers": {"a": {"command": "x", "autoApprove": []}},
             "limits": {"maxFrames": 3}}
            """);

    assertThat(file.warnings())
        .containsExactly(
            "config.json:1:2: colour: unknown key, ignored",
            "config.json:2:39: mcpServers.a.autoApprove: unknown key, ignored",
            "config.json:3:13: limits.maxFrames: unknown key, ignored");
    assertThat(file.config().servers()).containsOnlyKeys("a");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"type": "http", "url": "https://h/mcp"}            | HTTP
          {"type": "streamable-http", "url": "https://h/mcp"} | HTTP
          {"type": "streamableHttp", "url": "https://h/mcp"}  | HTTP
          {"url": "https://h/mcp"}                            | HTTP
          {"type": "sse", "url": "https://h/mcp"}             | SSE
          """)
  void an_entry_with_a_url_is_a_remote_server(String entry, RemoteKind kind) throws Exception {
    ConfigFile file = parse("{\"mcpServers\": {\"far\": " + entry + "}}");

    assertThat(file.warnings()).isEmpty();
    assertThat(file.config().servers().get("far").launch())
        .isEqualTo(new LaunchTemplate.Remote(kind, "https://h/mcp", Map.of(), Optional.empty()));
  }

  @Test
  void a_remote_server_has_headers_and_its_own_authorities() throws Exception {
    ConfigFile file =
        parse(
            """
            {"mcpServers": {"far": {"url": "${URL}", "headers": {"Authorization": "Bearer ${T}"},
              "caFile": "${HOME}/ca.pem", "share": "project"}}}
            """);

    assertThat(file.config().servers().get("far"))
        .isEqualTo(
            new ServerConfig(
                "far",
                new LaunchTemplate.Remote(
                    RemoteKind.HTTP,
                    "${URL}",
                    Map.of("Authorization", "Bearer ${T}"),
                    Optional.of("${HOME}/ca.pem")),
                SharingPolicy.defaults().withShare(Scope.PROJECT),
                LifePolicy.defaults(),
                ToolFilter.none()));
  }

  @Test
  void what_is_for_the_other_kind_of_server_is_warned_of() throws Exception {
    String far = "\"far\": {\"url\": \"http://h\", \"args\": [\"x\"], \"env\": {}}";
    String near = "\"near\": {\"command\": \"x\", \"headers\": {}}";
    String socket = "\"socket\": {\"type\": \"ws\", \"url\": \"ws://h\"}";
    String text = "{\"mcpServers\": {\n" + far + ",\n" + near + ",\n" + socket + "\n}}";

    ConfigFile file = parse(text);

    assertThat(file.config().servers()).containsOnlyKeys("far", "near");
    assertThat(file.warnings())
        .containsExactly(
            "config.json:2:8: mcpServers.far: args: without effect for a remote server",
            "config.json:2:8: mcpServers.far: env: without effect for a remote server",
            "config.json:3:9: mcpServers.near: headers: without effect for a server that is run",
            "config.json:4:11: mcpServers.socket: servers over WebSocket are not supported, skipped");
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
          {"mcpServers": {"a": {"command": "x", "type": "pigeon"}}} | 1:47: mcpServers.a: type: expected "stdio", "http" or "sse", found "pigeon"
          {"mcpServers": {"a": {"type": "http"}}}               | 1:22: mcpServers.a: url is missing
          {"mcpServers": {"a": {"url": "ftp://x"}}}             | 1:30: mcpServers.a: url: expected one that begins with http:// or https://
          {"mcpServers": {"a": {"url": "http://x", "headers": {"Host": "y"}}}} | 1:53: mcpServers.a.headers: the header Host is written by mcpmux itself
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
    assertThatThrownBy(() -> parse("{\"a\": {"))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("config.json:1:")
        .hasMessageEndingWith("expected close marker for Object");
  }

  private static LaunchTemplate.Program program(String members) throws ConfigException {
    return (LaunchTemplate.Program) server(members).launch();
  }

  private static ServerConfig server(String members) throws ConfigException {
    ConfigFile file = parse("{\"mcpServers\": {\"a\": {\"command\": \"x\", " + members + "}}}");
    assertThat(file.warnings()).isEmpty();
    return file.config().servers().get("a");
  }

  @Test
  void everything_that_is_wrong_is_named_at_once() {
    assertThatThrownBy(
            () ->
                parse(
                    """
                    {"mcpServers": {
                       "a": {"command": 1, "args": [["x"], 2], "env": {"A": 1, "": "x", "B": {}}},
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
                        "config.json:2:33: mcpServers.a.args: expected an array of strings",
                        "config.json:2:57: mcpServers.a.env.A: expected a string",
                        "config.json:2:60: mcpServers.a.env.: a name is missing",
                        "config.json:2:74: mcpServers.a.env.B: expected a string",
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
    assertThatThrownBy(() -> parse("{\"idleTimeout\": 1,\n \"limits\" 2}"))
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
    assertThat(parse("{\"" + key + "\": {}}").warnings())
        .containsExactly(
            "config.json:1:2: " + key + ": unknown key, ignored; did you mean \"" + meant + "\"?");
  }

  @Test
  void a_server_that_is_disabled_stays_in_the_config() throws Exception {
    ConfigFile file =
        parse(
            "{\"mcpServers\": {\"a\": {\"command\": \"x\", \"disabled\": true},"
                + " \"b\": {\"command\": \"x\", \"disabled\": false}}}");

    assertThat(file.config().servers()).containsOnlyKeys("a", "b");
    assertThat(file.config().disabled()).containsExactly("a");
  }

  private static ConfigFile parse(String text) throws ConfigException {
    return ConfigFile.parse("config.json", text);
  }
}
