package dev.mcpmux.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.system.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A client whose session is refused reads why in the answer to its initialize. */
@ParameterizedClass
@EnumSource
class RefusalIT {

  @Parameter private RelayKind relay;

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

  private String good() {
    return "\"good\": {\"command\": \""
        + Installation.MCPMUX
        + "\", \"args\": [\"sample-server\"]}";
  }

  private static void expectRefused(Client client, String reason, String... words)
      throws Exception {
    assertThat(client.send(Client.INITIALIZE).readLine())
        .startsWith("{\"jsonrpc\":\"2.0\",\"id\":0,\"error\":{\"code\":-32603,")
        .contains("\"mcpmux\":\"" + reason + "\"")
        .contains(words);
    assertThat(client.exitCode()).isEqualTo(ExitCode.REFUSED);
    assertThat(client.stderr()).startsWith("mcpmux: ").contains(words);
  }

  @Test
  void an_entry_that_is_wrong_is_named_and_those_beside_it_work() throws Exception {
    mcpmux.config(
        "{\"mcpServers\": {\"odd\": {\"command\": \"x\", \"env\": {\"T\": \"${input:t}\"}}, "
            + good()
            + "}}");

    expectRefused(mcpmux.start("attach", "odd"), "unusable-server", "mcpServers.odd.env.T");
    assertThat(mcpmux.start("attach", "good").initialize()).contains("mcpmux-sample");
    Client all = mcpmux.start("attach");
    all.initialize();
    assertThat(all.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}").readLine())
        .contains("good__echo");
    assertThat(mcpmux.run("status").out()).contains("off", "mcpServers.odd.env.T");
    assertThat(mcpmux.daemonLog()).contains("mcpServers.odd.env.T");
  }

  @Test
  void who_asks_for_newer_revisions_first_reads_why_in_the_answer_to_initialize() throws Exception {
    mcpmux.config("{\"mcpServers\": {}}");
    Client client = mcpmux.start("attach", "good");

    assertThat(
            client
                .send("{\"jsonrpc\":\"2.0\",\"id\":\"probe\",\"method\":\"server/discover\"}")
                .readLine())
        .startsWith("{\"jsonrpc\":\"2.0\",\"id\":\"probe\",\"error\":{\"code\":-32601,");
    expectRefused(client, "unknown-server", "good");
  }

  @Test
  void a_name_that_is_not_known_is_looked_for_in_the_config_as_it_is_now() throws Exception {
    mcpmux.config("{\"mcpServers\": {}}");
    expectRefused(mcpmux.start("attach", "good"), "unknown-server", "config.json");

    mcpmux.config("{\"mcpServers\": {" + good() + "}}");

    assertThat(mcpmux.start("attach", "good").initialize()).contains("mcpmux-sample");
  }

  @Test
  void all_who_ask_at_once_for_a_name_that_is_new_are_let_in() throws Exception {
    mcpmux.config("{\"mcpServers\": {}}");
    expectRefused(mcpmux.start("attach", "good"), "unknown-server", "good");
    mcpmux.config("{\"mcpServers\": {" + good() + "}}");

    List<Client> clients = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      clients.add(mcpmux.start("attach", "good"));
    }

    for (Client client : clients) {
      assertThat(client.initialize()).contains("mcpmux-sample");
    }
  }

  @Test
  void a_server_that_starts_mcpmux_itself_is_found_out_by_whatever_path() throws Exception {
    Path script = directory.resolve("some-server");
    Files.writeString(script, "#!/bin/sh\n\"" + relay.launcher() + "\" 'attach' good\nexit 1\n");
    assertThat(script.toFile().setExecutable(true)).isTrue();
    mcpmux.config(
        "{\"mcpServers\": {\"loop\": {\"command\": \"" + script + "\"}, " + good() + "}}");
    Client client = mcpmux.start("attach", "loop");

    assertThat(client.initialize())
        .contains("\"error\"", "a server of mcpmux starts mcpmux itself", "own-server");
    assertThat(mcpmux.start("attach", "good").initialize()).contains("mcpmux-sample");
  }

  @Test
  void bytes_that_are_no_text_are_told_in_whole_characters() throws Exception {
    mcpmux.config("{\"mcpServers\": {}}");
    ProcessBuilder builder = mcpmux.builder();
    String script = "exec \"$1\" attach \"$(printf 'caf\\351')\"";
    builder.command("sh", "-c", script, "sh", relay.launcher().toString());
    Client client = new Client(builder.start());

    String answer = client.send(Client.INITIALIZE).readLine();

    assertThat(answer).contains("unknown-server", "caf\\\\xe9").doesNotContain("\\ud");
    assertThat(client.exitCode()).isEqualTo(ExitCode.REFUSED);
  }

  @Test
  void a_word_that_attach_does_not_know_is_named() throws Exception {
    Client client = mcpmux.start("attach", "--al");

    assertThat(client.send(Client.INITIALIZE).readLine())
        .startsWith("{\"jsonrpc\":\"2.0\",\"id\":0,\"error\":{\"code\":-32603,")
        .contains("unknown option: --al", "\"mcpmux\":\"usage\"");
    assertThat(client.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(client.stderr()).contains("Usage: mcpmux attach");
  }

  @Test
  void a_directory_that_is_gone_is_named() throws Exception {
    Client client = inNoDirectory("good");

    assertThat(client.send(Client.INITIALIZE).readLine())
        .startsWith("{\"jsonrpc\":\"2.0\",\"id\":0,\"error\":{\"code\":-32603,")
        .contains("the current directory is gone", "\"mcpmux\":\"directory-gone\"");
    assertThat(client.exitCode()).isEqualTo(ExitCode.DAEMON_NOT_STARTED);
  }

  @Test
  void a_command_runs_without_sharing_in_a_directory_that_is_gone() throws Exception {
    Client client = inNoDirectory("--", "sh", "-c", "echo direct");

    assertThat(client.readLine()).isEqualTo("direct");
    assertThat(client.exitCode()).isZero();
    assertThat(client.stderr()).contains("current directory is gone", "without sharing");
  }

  /** An attach in a directory that has been removed under it. */
  private Client inNoDirectory(String... words) throws Exception {
    Path gone = Files.createDirectory(directory.resolve("gone"));
    List<String> command = new ArrayList<>();
    command.addAll(List.of("sh", "-c", "cd \"$1\" && rmdir \"$1\" && shift && exec \"$@\"", "sh"));
    command.addAll(List.of(gone.toString(), relay.launcher().toString(), "attach"));
    command.addAll(List.of(words));
    ProcessBuilder builder = mcpmux.builder();
    builder.command(command);
    return new Client(builder.start());
  }

  @Test
  void a_client_that_says_nothing_is_not_waited_for_when_its_input_ends() throws Exception {
    mcpmux.config("{\"mcpServers\": {}}");

    Installation.Result result = mcpmux.run("attach", "nobody");

    assertThat(result.exitCode()).isEqualTo(ExitCode.REFUSED);
    assertThat(result.out()).isEmpty();
  }

  @Test
  void config_check_fails_on_a_file_that_another_client_wrote() throws Exception {
    mcpmux.config("{\"servers\": {\"a\": {\"command\": \"x\"}}}");
    Installation.Result result = mcpmux.run("config", "check");
    assertThat(result.exitCode()).isEqualTo(ExitCode.FAILURE);
    assertThat(result.err()).contains("did you mean \"mcpServers\"?");

    mcpmux.config("[mcp_servers.a]\ncommand = \"x\"\n");
    assertThat(mcpmux.run("config", "check").err()).contains("looks like TOML");
    assertThat(mcpmux.run("config", "check", directory.resolve("none").toString()).exitCode())
        .isEqualTo(ExitCode.FAILURE);
    Files.delete(directory.resolve("config.json"));
    assertThat(mcpmux.run("config", "check").exitCode()).isEqualTo(ExitCode.FAILURE);
  }
}
