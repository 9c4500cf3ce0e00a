package dev.mcpmux.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.system.ExitCode;
import dev.mcpmux.cli.text.JsonTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Sessions with a profile, with real daemons and real servers. */
@ParameterizedClass
@EnumSource(RelayKind.class)
class ProfileIT {
  private static final String TEXT = "{\"text\":\"t\"}";
  private static final String LIST = "{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"tools/list\"}";

  @Parameter private RelayKind relay;
  @TempDir private Path directory;
  private Installation mcpmux;

  @BeforeEach
  void install() throws Exception {
    mcpmux = new Installation(relay, directory);
    profile("{\"tools\": {\"it\": [\"echo\"]}}");
  }

  private void profile(String web) throws Exception {
    String sample = "{\"command\":\"" + Installation.MCPMUX + "\",\"args\":[\"sample-server\"]}";
    mcpmux.config(
        "{\"mcpServers\":{\"it\":"
            + sample
            + ",\"other\":"
            + sample
            + "},"
            + "\"profiles\":{\"web\":"
            + web
            + "}}");
  }

  @AfterEach
  void end() throws Exception {
    mcpmux.end();
  }

  private Client open(String... options) throws Exception {
    Client session = mcpmux.start(options);
    assertThat(session.initialize()).contains("\"result\"");
    return session;
  }

  @Test
  void a_session_has_the_tools_of_its_profile_and_no_others_also_at_the_next_daemon()
      throws Exception {
    Client session = open("attach", "--profile", "web");
    assertThat(session.send(LIST).readLine()).contains("it__echo").doesNotContain("slow", "other");
    expectOnlyEcho(session);
    assertThat(JsonTree.objects(mcpmux.status(), "sessions"))
        .singleElement()
        .satisfies(each -> assertThat(each).containsEntry("server", "profile web"));

    ProcessHandle daemon = ProcessHandle.of(mcpmux.daemonPid()).orElseThrow();
    daemon.destroyForcibly();
    // by then the relay has seen the end of its connection
    Installation.await("the next one begins", () -> isSucceeded(daemon.pid()));

    expectOnlyEcho(session);
  }

  /** Whether a daemon other than this one has the lock. */
  private boolean isSucceeded(long before) {
    try {
      String pid = Files.readString(directory.resolve("run/daemon.lock")).trim();
      return !pid.isEmpty() && Long.parseLong(pid) != before;
    } catch (IOException e) {
      return false;
    }
  }

  private static void expectOnlyEcho(Client session) throws Exception {
    assertThat(session.call(1, "it__echo", TEXT)).contains("\"result\"");
    assertThat(session.call(2, "it__slow", "{}")).contains("Unknown tool: it__slow");
    assertThat(session.call(3, "other__echo", TEXT)).contains("Unknown tool: other__echo");
  }

  @Test
  void what_is_found_is_what_the_profile_has() throws Exception {
    Client session = open("attach", "--profile=web", "--find");

    assertThat(session.call(1, "find_tools", "{\"query\":\"slow echo\"}"))
        .contains("it__echo")
        .doesNotContain("it__slow", "other");
    assertThat(session.call(2, "call_tool", "{\"name\":\"other__echo\"}"))
        .contains("There is no tool");
  }

  @Test
  void another_profile_holds_for_an_open_session() throws Exception {
    Client session = open("attach", "--profile", "web");
    session.call(1, "it__echo", TEXT);
    profile("[\"other\"]");
    assertThat(mcpmux.run("reload").exitCode()).isZero();
    for (int i = 0; i < 3; i++) {
      assertThat(session.readLine()).contains("list_changed");
    }

    assertThat(session.call(2, "other__echo", TEXT)).contains("\"result\"");
    assertThat(session.call(3, "it__echo", TEXT)).contains("not in the profile \\\"web\\\"");
  }

  @Test
  void one_that_there_is_not_is_refused_with_those_that_there_are() throws Exception {
    Client session = mcpmux.start("attach", "--profile", "wbe");
    session.send(Client.INITIALIZE);

    assertThat(session.readLine())
        .contains(
            "there is no profile named \\\"wbe\\\" (configured: web)",
            "unknown-profile",
            "config.json");
    assertThat(session.exitCode()).isEqualTo(ExitCode.REFUSED);
  }

  @Test
  void it_is_listed_and_exported() throws Exception {
    assertThat(mcpmux.run("ls").out()).contains("PROFILE  SERVERS\nweb      it*\n");
    assertThat(mcpmux.run("ls", "--json").out()).contains("\"profiles\":{\"web\":[\"it\"]}");
    assertThat(mcpmux.run("export", "cursor", "--profile", "web").out())
        .contains("\"--profile\"", "\"web\"");
    assertThat(mcpmux.run("export", "cursor", "--profile", "wbe").err())
        .contains("there is no profile named \"wbe\"");
  }
}
