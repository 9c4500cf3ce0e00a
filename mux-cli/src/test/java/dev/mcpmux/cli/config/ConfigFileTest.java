package dev.mcpmux.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpmux.core.config.HandshakeMode;
import dev.mcpmux.core.config.LaunchTemplate;
import dev.mcpmux.core.config.LifePolicy;
import dev.mcpmux.core.config.Limits;
import dev.mcpmux.core.config.LogRouting;
import dev.mcpmux.core.config.RemoteKind;
import dev.mcpmux.core.config.ReplaceMode;
import dev.mcpmux.core.config.RootsPolicy;
import dev.mcpmux.core.config.Scope;
import dev.mcpmux.core.config.ServerConfig;
import dev.mcpmux.core.config.ServerRequestPolicy;
import dev.mcpmux.core.config.SharingPolicy;
import dev.mcpmux.core.config.StartMode;
import dev.mcpmux.core.config.ToolFilter;
import dev.mcpmux.core.config.Trait;
import dev.mcpmux.core.config.WellKnownServer;
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
                new LaunchTemplate.Program("npx", "-y", "server-slack")
                    .withEnv(Map.of("SLACK_BOT_TOKEN", "${SLACK_BOT_TOKEN}", "LANG", "${LANG:-C}")),
                SharingPolicy.defaults()),
            new ServerConfig(
                "files",
                new LaunchTemplate.Program("files").in(Optional.of("${HOME}/src")),
                SharingPolicy.defaults().withShare(Scope.PROJECT)));
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
            "drainTimeout": "1m", "hangTimeout": "7m", "replace": "after"
            """);

    assertThat(server.life())
        .isEqualTo(
            new LifePolicy(
                StartMode.EAGER,
                ReplaceMode.AFTER,
                Map.of(
                    LifePolicy.Time.START_TIMEOUT, 90_000L,
                    LifePolicy.Time.IDLE_STOP, LifePolicy.NEVER,
                    LifePolicy.Time.IDLE_STOP_ATTACHED, 300_000L,
                    LifePolicy.Time.DRAIN_TIMEOUT, 60_000L,
                    LifePolicy.Time.HANG_TIMEOUT, 420_000L)));
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
                new SharingPolicy.Told(HandshakeMode.COMMON, false),
                new SharingPolicy.Asks(
                    Optional.of(ServerRequestPolicy.ATTRIBUTED), new RootsPolicy.Session()),
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

    assertThat(file.config().rules().wellKnownServers())
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
            "config.json:2:39: mcpServers.a.autoApprove: is said to another client, ignored",
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

    ConfigFile file = ConfigFile.parse("config.json", text);

    assertThat(file.off())
        .containsExactly(
            "config.json:4:20: mcpServers.socket: type: servers over WebSocket are not supported");
    assertThat(file.warnings())
        .containsExactly(
            "config.json:2:8: mcpServers.far: args: without effect for a remote server",
            "config.json:2:8: mcpServers.far: env: without effect for a remote server",
            "config.json:3:9: mcpServers.near: headers: without effect for a server that is run");
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
  void a_server_that_is_disabled_stays_in_the_config() throws Exception {
    ConfigFile file =
        parse(
            "{\"mcpServers\": {\"a\": {\"command\": \"x\", \"disabled\": true},"
                + " \"b\": {\"command\": \"x\", \"disabled\": false}}}");

    assertThat(file.config().servers()).containsOnlyKeys("a", "b");
    assertThat(file.config().disabled()).containsExactly("a");
  }

  static ConfigFile parse(String text) throws ConfigException {
    return rightOnly("config.json", text);
  }

  /** As {@code config check} judges it: what is wrong with a part is wrong with the whole. */
  static ConfigFile rightOnly(String name, String text) throws ConfigException {
    ConfigFile file = ConfigFile.parse(name, text);
    if (!file.errors().isEmpty()) {
      throw new ConfigException(file.errors(), file.warnings());
    }
    return file;
  }
}
