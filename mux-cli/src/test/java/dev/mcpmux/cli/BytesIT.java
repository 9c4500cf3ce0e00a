package dev.mcpmux.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
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

/** Variables, arguments and directories that are not UTF-8. */
@ParameterizedClass
@EnumSource(RelayKind.class)
class BytesIT {

  /** Tells what it was given as hexadecimal digits, and its pid. */
  private static final String SERVER =
      """
      hex() { od -An -v -tx1 | tr -d ' \\n'; }
      seen="value=$(printf %s "${VALUE-}" | hex) word=$(printf %s "$1" | hex)"
      seen="$seen cwd=$(readlink -n "/proc/$$/cwd" | hex) locale=${LC_ALL-none} pid=$$"
      while read -r line; do
        id=${line#*\\"id\\":} id=${id%%[!0-9]*}
        case $line in
          *'"initialize"'*) result='"protocolVersion":"2025-11-25","capabilities":{"tools":{}},"serverInfo":{"name":"s","version":"1"}' ;;
          *'"tools/call"'*) result='"content":[{"type":"text","text":"'$seen'"}]' ;;
          *'"id"'*) result='' ;;
          *) continue ;;
        esac
        printf '%s\\n' '{"jsonrpc":"2.0","id":'"$id"',"result":{'"$result"'}}'
      done
      """;

  @Parameter private RelayKind relay;

  @TempDir private Path directory;
  private Installation mcpmux;
  private Path server;
  private final List<Client> clients = new ArrayList<>();

  @BeforeEach
  void install() throws Exception {
    mcpmux = new Installation(relay, directory);
    server = Files.writeString(directory.resolve("server.sh"), SERVER);
  }

  @AfterEach
  void end() throws Exception {
    for (Client client : clients) {
      client.kill();
    }
    mcpmux.end();
  }

  /** A daemon that can start such servers, whichever the relay of the test is. */
  private void daemonWithStarter() throws Exception {
    new Installation(RelayKind.NATIVE, directory).start(Installation.attachSample()).initialize();
  }

  /** A session whose words go through printf of a shell, for Java cannot give them. */
  private Client session(String value, String word, String cwd) throws Exception {
    String script =
        "VALUE=$(printf \"$1\"); export VALUE; word=$(printf \"$2\"); cd \"$(printf \"$3\")\" || exit;"
            + " exec \"$4\" attach -- sh \"$5\" \"$word\"";
    List<String> words =
        List.of("sh", "-c", script, "sh", value, word, cwd, relay.launcher().toString());
    ProcessBuilder builder = mcpmux.builder();
    builder.command(new ArrayList<>(words)).command().add(server.toString());
    Client client = new Client(builder.start());
    clients.add(client);
    client.initialize();
    return client;
  }

  private static String seen(Client client) throws Exception {
    String answer = client.call(1, "seen", "{}");
    return answer.substring(answer.indexOf("value="), answer.indexOf("\"}]"));
  }

  private static String hex(Path path, String more) {
    StringBuilder hex = new StringBuilder();
    for (byte b : path.toString().getBytes(StandardCharsets.UTF_8)) {
      hex.append(String.format("%02x", b));
    }
    return hex + more;
  }

  @Test
  void every_byte_of_variables_arguments_and_directory_reaches_the_server() throws Exception {
    daemonWithStarter();
    mcpmux.with("LC_ALL", "C");
    new ProcessBuilder("sh", "-c", "mkdir \"$1/$(printf 'caf\\351')\"", "sh", directory.toString())
        .start()
        .waitFor();

    Client client =
        session("\\351 \\303\\251%%\\355\\262\\200\\377", "\\342\\202 x", directory + "/caf\\351");

    assertThat(seen(client))
        .startsWith("value=e920c3a925edb280ff word=e2822078")
        .contains("cwd=" + hex(directory.toRealPath(), "2f636166e9"))
        .contains("locale=C ");
    assertThat(mcpmux.run("status", "--json").out()).contains("/caf\\udce9");
    assertThat(mcpmux.run("status").out()).contains("/caf\\xe9");
    client.endInput();
    assertThat(client.exitCode()).isZero();
    assertThat(client.stderr()).isEmpty();
  }

  @Test
  void sessions_share_a_process_only_if_every_byte_is_the_same() throws Exception {
    daemonWithStarter();
    String here = directory.toString();

    String one = seen(session("caf\\351", "a", here));

    assertThat(seen(session("caf\\351", "a", here))).isEqualTo(one);
    assertThat(seen(session("caf\\350", "a", here))).startsWith("value=636166e8 ");
    assertThat(seen(session("caf\\357\\277\\275", "a", here))).startsWith("value=636166efbfbd ");
    assertThat(seen(session("caf\\351", "a\\351", here))).contains("word=61e9 ");
    assertThat(seen(session("caf\\351", "a\\350", here))).contains("word=61e8 ");
    assertThat(mcpmux.serverPids()).hasSize(6); // with the sample
  }

  @Test
  void a_home_that_is_not_utf8_is_used_as_it_is() throws Exception {
    mcpmux.with("MCPMUX_HOME", null).with("XDG_RUNTIME_DIR", directory.toString());
    for (String name : List.of("XDG_CONFIG_HOME", "XDG_STATE_HOME")) {
      mcpmux.with(name, null);
    }
    String script = "HOME=\"$1/$(printf 'caf\\351')\"; mkdir \"$HOME\"; exec \"$2\" attach -- cat";
    ProcessBuilder builder = mcpmux.builder();
    builder.command("sh", "-c", script, "sh", directory.toString(), relay.launcher().toString());
    Client client = new Client(builder.start());
    clients.add(client);

    // cat says what it was asked, which is no answer
    client.send(Client.INITIALIZE);

    if (relay == RelayKind.JAVA) {
      // Java cannot have a process write into such a directory, so no daemon is started
      assertThat(client.readLine()).isEqualTo(Client.INITIALIZE);
      return;
    }
    assertThat(client.readLine()).contains("\"id\":0,\"error\"");
    String found =
        new String(
            new ProcessBuilder(
                    "sh",
                    "-c",
                    "cd \"$1\"/caf* && find .local -name daemon.log",
                    "sh",
                    directory.toString())
                .start()
                .getInputStream()
                .readAllBytes(),
            StandardCharsets.UTF_8);
    assertThat(found).isEqualTo(".local/state/mcpmux/logs/daemon.log\n");
    assertThat(directory.toFile().list()).hasSize(3); // with the server and the socket's directory
  }

  @Test
  void without_a_daemon_the_command_is_given_every_byte_or_nothing() throws Exception {
    mcpmux.with("MCPMUX_HOME", "/dev/null/home");

    Client value = session("caf\\351", "a", "/");
    assertThat(seen(value)).startsWith("value=636166e9 ");
    value.kill();
    if (relay == RelayKind.JAVA) {
      return;
    }
    Client word = session("", "caf\\351", "/");
    assertThat(seen(word)).contains("word=636166e9 ");
    word.kill();
  }
}
