package dev.mcpmux.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.text.JsonTree;
import dev.mcpmux.cli.text.RawJson;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What went wrong can be looked at when those whom it hit have gone. */
class TracesIT {

  private static final String CALL =
      "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"tools/call\",\"params\":{\"name\":\"x\"}}";

  /** Dies at each call. */
  private static final String DYING =
      """
      while IFS= read -r line; do
        id=$(printf '%s' "$line" | sed -n 's/.*"id":\\([0-9]*\\).*/\\1/p')
        case $line in
          *'"tools/call"'*) exit 3 ;;
          *'"initialize"'*) printf '{"jsonrpc":"2.0","id":%s,"result":{"protocolVersion":"2025-11-25","capabilities":{"tools":{}},"serverInfo":{"name":"s","version":"1"}}}\\n' "$id" ;;
          *'"id"'*) printf '{"jsonrpc":"2.0","id":%s,"result":{"tools":[]}}\\n' "$id" ;;
        esac
      done
      """;

  @TempDir private Path directory;
  private Installation mcpmux;

  @BeforeEach
  void begin() throws Exception {
    mcpmux = new Installation(directory);
    Files.writeString(directory.resolve("server.sh"), DYING);
    mcpmux.config(
        "{\"mcpServers\": {\"dying\": {\"command\": \"/bin/sh\", \"args\": [%s]}}}"
            .formatted(RawJson.quote(directory.resolve("server.sh").toString())));
  }

  @AfterEach
  void end() throws Exception {
    mcpmux.end();
  }

  @Test
  void a_failed_server_and_a_refused_session_stay_in_the_status_with_the_log_to_look_into()
      throws Exception {
    Client keeper = mcpmux.start("attach", "dying");
    keeper.initialize();
    mcpmux.runWithInput(Client.INITIALIZE + "\n", "attach", "--", "/bin/sh", "-c", "exit 4");
    mcpmux.runWithInput(Client.INITIALIZE + "\n", "attach", "nosuch");

    List<Map<String, Object>> lately = JsonTree.objects(mcpmux.status(), "lately");

    assertThat(lately).hasSize(2);
    assertThat(lately.get(0).get("what").toString())
        .contains("nosuch")
        .endsWith("(unknown-server)");
    assertThat(lately.get(1).get("what").toString())
        .endsWith("exited with code 4 before it answered initialize");
    assertThat(Files.readString(Path.of(lately.get(1).get("log").toString())))
        .contains("exited with code 4");
    assertThat(mcpmux.run("status").out()).contains("LATELY\n").contains("nosuch");
    assertThat(mcpmux.daemonLog())
        .contains("refused a session: ")
        .contains("exited with code 4 after ")
        .contains(": did not come up\n");
  }

  @Test
  void restarts_of_a_server_that_dies_at_each_call_are_counted() throws Exception {
    Client client = mcpmux.start("attach", "dying");
    client.initialize();
    for (int i = 1; i <= 3; i++) {
      client.send(CALL.formatted(i));
      String answer = client.readLine();
      while (!answer.contains("\"id\":" + i)) {
        answer = client.readLine(); // that the lists may have changed
      }
      assertThat(answer).contains("exited with code 3");
    }

    Map<String, Object> server = JsonTree.objects(mcpmux.status(), "servers").get(0);

    assertThat(server.get("restarts")).hasToString("3");
    assertThat(mcpmux.run("status").out()).contains(", 3 restarts ").contains("3 times so far");
    assertThat(mcpmux.daemonLog()).contains(" started, for all sessions\n").contains(": crashed\n");
  }
}
