package dev.mcpmux.cli;

import static dev.mcpmux.cli.Installation.attachSample;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.system.ExitCode;
import dev.mcpmux.cli.text.JsonTree;
import dev.mcpmux.cli.text.RawJson;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Sessions as a client opens them. */
@ParameterizedClass
@EnumSource(names = {"JAVA", "NATIVE"})
class AttachIT {

  @Parameter private RelayKind relay;

  private static final String LIST = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}";

  @TempDir private Path directory;
  private Installation mcpmux;

  @BeforeEach
  void install() throws Exception {
    mcpmux = new Installation(relay, directory);
  }

  @AfterEach
  void end() throws Exception {
    mcpmux.end();
  }

  @Test
  void ten_sessions_that_are_opened_at_once_start_one_daemon_and_share_one_server()
      throws Exception {
    List<Client> clients = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      clients.add(mcpmux.start(attachSample()));
    }
    Set<String> servers = new HashSet<>();
    for (Client client : clients) {
      assertThat(client.initialize()).contains("mcpmux-sample");
    }
    for (Client client : clients) {
      servers.add(client.call(1, "whoami", "{}"));
    }

    assertThat(servers).hasSize(1);
    assertThat(mcpmux.serverPids()).hasSize(1);
    assertThat(JsonTree.objects(mcpmux.status(), "sessions")).hasSize(10);
    assertThat(mcpmux.daemonLog()).containsOnlyOnce("is ready");
  }

  @Test
  void input_from_a_pipe_is_answered_to_the_last_line_and_then_the_session_ends() throws Exception {
    mcpmux.start(attachSample()).initialize(); // a server that runs answers in time
    String withoutLastLineEnd = String.join("\n", Client.INITIALIZE, Client.INITIALIZED, LIST);

    Installation.Result result = mcpmux.runWithInput(withoutLastLineEnd, attachSample());

    assertThat(result.err()).isEmpty();
    assertThat(result.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(result.out().lines())
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).startsWith("{\"jsonrpc\":\"2.0\",\"id\":"));
    assertThat(result.out()).contains("\"id\":0").contains("\"tools\":[");
  }

  @Test
  void a_session_ends_within_a_second_of_the_end_of_its_input() throws Exception {
    Client client = mcpmux.start(attachSample());
    client.initialize();

    client.endInput();

    assertThat(client.exitCode(2000)).isEqualTo(ExitCode.OK);
    assertThat(client.hasEnded()).isTrue();
  }

  @Test
  void a_session_ends_within_a_second_of_SIGTERM_and_the_daemon_forgets_it() throws Exception {
    Client other = mcpmux.start(attachSample());
    other.initialize();
    Client client = mcpmux.start(attachSample());
    client.initialize();

    client.terminate();

    assertThat(client.exitCode(2000)).isEqualTo(143);
    Installation.await(
        "one session is left",
        () -> {
          try {
            return JsonTree.objects(mcpmux.status(), "sessions").size() == 1;
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        });
    assertThat(other.call(5, "echo", "{\"text\":\"still here\"}")).contains("still here");
  }

  @Test
  void letters_beyond_ASCII_reach_the_server_under_the_C_locale() throws Exception {
    Path cwd = Files.createDirectories(directory.resolve("é/ü"));
    mcpmux =
        new Installation(relay, directory, cwd)
            .with("LC_ALL", "C")
            .with("LANG", null)
            .with("CLAUDE_PROJECT_DIR", cwd.toString())
            .with("É_VALUE", "ignored: no name of a variable for a shell")
            .with("VALUE", "é\u4e2d\uD83D\uDE00");
    Client client = mcpmux.start(attachSample("é", "日本"));
    client.initialize();

    String answer = client.call(1, "whoami", "{\"variable\":\"VALUE\"}");

    assertThat(RawJson.string(answer.substring(answer.indexOf("{\"type\"")), "text"))
        .contains("cwd=" + cwd.toRealPath())
        .contains("args=é 日本")
        .contains("VALUE=é\u4e2d\uD83D\uDE00");
    assertThat(client.call(2, "whoami", "{\"variable\":\"LC_ALL\"}")).contains("LC_ALL=C\"");
  }

  @Test
  void java_options_of_the_client_reach_the_server_but_not_our_own_streams() throws Exception {
    mcpmux.with("JAVA_TOOL_OPTIONS", "-Dé=1").with("JDK_JAVA_OPTIONS", "-Dé=2");
    Client client = mcpmux.start(attachSample());
    client.initialize();

    assertThat(client.call(1, "whoami", "{\"variable\":\"JAVA_TOOL_OPTIONS\"}"))
        .contains("JAVA_TOOL_OPTIONS=-Dé=1");
    assertThat(client.call(2, "whoami", "{\"variable\":\"JDK_JAVA_OPTIONS\"}"))
        .contains("JDK_JAVA_OPTIONS=-Dé=2");
    assertThat(client.call(3, "whoami", "{\"variable\":\"MCPMUX_CLIENT_LC_ALL\"}"))
        .contains("MCPMUX_CLIENT_LC_ALL=null");
    client.endInput();
    assertThat(client.exitCode()).isZero();
    assertThat(client.stderr()).isEmpty();
  }

  @Test
  void a_client_cannot_send_a_control_line() throws Exception {
    Client client = mcpmux.start(attachSample());
    client.initialize();

    client.send("\u001e{\"end\":true}");

    assertThat(client.readLine()).contains("-32700");
    assertThat(client.call(1, "echo", "{\"text\":\"still here\"}")).contains("still here");
  }

  @Test
  void a_command_that_does_not_exist_is_named_in_the_answer() throws Exception {
    Client client = mcpmux.start("attach", "--", "no-such-command-é");
    client.send(Client.INITIALIZE);

    assertThat(client.readLine())
        .contains("\"id\":0")
        .contains("error")
        .contains("no-such-command-é");
  }

  @Test
  void a_server_of_the_config_is_attached_to_by_name_and_an_unknown_one_is_refused()
      throws Exception {
    mcpmux.config(
        "{\"mcpServers\": {\"sample\": {\"command\": \""
            + Installation.MCPMUX
            + "\", \"args\": [\"sample-server\", \"${WORD:-none}\"]}}}");
    mcpmux.with("WORD", "from the session");

    Client client = mcpmux.start("attach", "sample");
    client.initialize();
    Installation.Result unknown = mcpmux.run("attach", "smaple");

    assertThat(client.call(1, "whoami", "{}")).contains("args=from the session");
    assertThat(unknown.exitCode()).isEqualTo(ExitCode.REFUSED);
    assertThat(unknown.out()).isEmpty();
    assertThat(unknown.err())
        .startsWith("mcpmux: ")
        .contains("smaple", "config.json", "mcpmux config check");
  }

  @Test
  void when_the_daemon_is_stopped_the_next_request_of_a_session_starts_another() throws Exception {
    Client client = mcpmux.start(attachSample());
    client.initialize();

    mcpmux.run("stop");

    assertThat(client.call(1, "whoami", "{}")).contains("\"result\"");
  }

  @Test
  void when_the_daemon_is_killed_its_sessions_go_on_at_another() throws Exception {
    Client client = mcpmux.start(attachSample());
    client.initialize();
    ProcessHandle.of(mcpmux.daemonPid()).orElseThrow().destroyForcibly();

    String answer = client.call(1, "whoami", "{}");
    if (answer.contains("\"error\"")) { // it has met the death
      assertThat(answer).contains("\"mayHaveBeenExecuted\":");
      answer = client.call(2, "whoami", "{}");
    }
    assertThat(answer).contains("\"result\"");
    assertThat(mcpmux.start(attachSample()).initialize()).contains("mcpmux-sample");
  }
}
