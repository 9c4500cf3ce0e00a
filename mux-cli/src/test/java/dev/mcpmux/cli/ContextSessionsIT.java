package dev.mcpmux.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.api.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a session keeps for itself stays its own, whatever becomes of its connection. */
class ContextSessionsIT {

  private static final String ON = "{\"context\":{\"enabled\":true},\"mcpServers\":{}}";
  private static final String OFF = "{\"mcpServers\":{}}";

  @TempDir private Path directory;
  private Installation mcpmux;

  @BeforeEach
  void install() throws Exception {
    directory = directory.toRealPath();
    mcpmux = new Installation(directory).with("CLAUDE_PROJECT_DIR", null);
    mcpmux.config(ON);
  }

  @AfterEach
  void end() throws Exception {
    mcpmux.end();
  }

  @Test
  void two_relays_of_containers_that_have_the_same_id_there_have_nothing_of_each_other()
      throws Exception {
    Process other = new ProcessBuilder("sleep", "600").start();
    try {
      start();
      ResumingRelay ann = relay(null, other.pid());
      ann.initialize();
      ResumingRelay eve = relay(null, other.pid());
      eve.initialize();
      ann.call(1, "context_save", own("Ann's own"));
      assertThat(ann.frame()).contains("Saved note 1");

      ProcessHandle.of(mcpmux.daemonPid()).orElseThrow().destroyForcibly();
      assertThat(ann.frame()).isNull();
      start();
      ResumingRelay later = relay(eve.value, other.pid());
      later.call(2, "context_list", "{}");

      assertThat(later.frame()).contains("There are no such notes");
    } finally {
      other.destroyForcibly();
    }
  }

  @Test
  void a_session_with_all_servers_has_its_own_notes_again_when_the_server_is_turned_on_again()
      throws Exception {
    Client ann = new Client(mcpmux.builder("attach").directory(directory.toFile()).start());
    ann.initialize();
    assertThat(ask(ann, 1, "context_save", own("Ann's own"))).contains("Saved note 1");
    mcpmux.config(OFF);
    mcpmux.run("reload");
    assertThat(ask(ann, 2, "context_list", "{}")).contains("error");

    mcpmux.config(ON);
    mcpmux.run("reload");

    assertThat(ask(ann, 3, "context_list", "{}")).contains("Ann's own");
    Client ben = new Client(mcpmux.builder("attach").directory(directory.toFile()).start());
    ben.initialize();
    assertThat(ask(ben, 1, "context_list", "{}")).doesNotContain("Ann's own");
    ann.endInput().exitCode();
    ben.endInput().exitCode();
  }

  @Test
  void a_session_with_all_servers_has_its_own_notes_after_a_restart_of_the_server()
      throws Exception {
    Client ann = new Client(mcpmux.builder("attach").directory(directory.toFile()).start());
    ann.initialize();
    assertThat(ask(ann, 1, "context_save", own("Ann's own"))).contains("Saved note 1");

    assertThat(mcpmux.run("restart", "context").exitCode()).isZero();

    assertThat(ask(ann, 2, "context_list", "{}")).contains("Ann's own");
    ann.endInput().exitCode();
  }

  private static String own(String title) {
    return Json.object()
        .put("title", title)
        .put("text", "x")
        .put("scope", "session")
        .build()
        .toString();
  }

  /** Calls a tool of the server among all; what comes in the meantime is passed over. */
  private static String ask(Client client, int id, String tool, String arguments) throws Exception {
    client.send(
        "{\"jsonrpc\":\"2.0\",\"id\":"
            + id
            + ",\"method\":\"tools/call\",\"params\":{\"name\":\"context__"
            + tool
            + "\",\"arguments\":"
            + arguments
            + "}}");
    String line = client.readLine();
    while (!Json.parse(line).get("id").equals(Json.of(id))) {
      line = client.readLine();
    }
    return line;
  }

  private ResumingRelay relay(String resume, long pid) throws Exception {
    return new ResumingRelay(socket(), directory, "{\"name\":\"context\"}", resume, pid);
  }

  private Path socket() {
    return directory.resolve("run/mcpmux.sock");
  }

  private void start() throws Exception {
    mcpmux.start("serve", "--detached");
    Installation.await("it listens", this::accepts);
  }

  private boolean accepts() {
    try {
      return Files.exists(socket()) && mcpmux.run("status").exitCode() == 0;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
