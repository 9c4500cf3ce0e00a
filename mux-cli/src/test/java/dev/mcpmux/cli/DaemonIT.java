package dev.mcpmux.cli;

import static dev.mcpmux.cli.Installation.attachSample;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.system.ExitCode;
import dev.mcpmux.cli.text.JsonTree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The daemon from outside. */
class DaemonIT {

  @TempDir private Path directory;
  private Installation mcpmux;

  @AfterEach
  void end() throws Exception {
    mcpmux.end();
  }

  @Test
  void in_the_foreground_it_says_where_it_is_and_SIGTERM_ends_it_with_all_it_started()
      throws Exception {
    mcpmux = new Installation(directory);
    mcpmux.config("{\"mcpServers\": {\"a\": {\"command\": \"a\"}}, \"colour\": 1}");
    Path socket = directory.resolve("run/mcpmux.sock");

    Client daemon = mcpmux.start("serve");
    String line = daemon.readLine();

    assertThat(line)
        .startsWith("mcpmux ")
        .contains("pid ")
        .contains("socket " + socket)
        .contains("config " + directory.resolve("config.json") + " (1 server)");
    assertThat(permissions(socket)).isEqualTo("rw-------");
    assertThat(permissions(socket.getParent())).isEqualTo("rwx------");
    Client session = mcpmux.start(attachSample());
    session.initialize();
    List<Long> servers = mcpmux.serverPids();
    assertThat(mcpmux.run("serve").exitCode()).isEqualTo(ExitCode.ALREADY_RUNNING);

    daemon.terminate();

    assertThat(daemon.exitCode()).isIn(0, 143);
    assertThat(session.endInput().exitCode()).as("it stayed").isEqualTo(ExitCode.OK);
    assertThat(servers).noneMatch(Installation::runs);
    assertThat(socket).doesNotExist();
    assertThat(daemon.stderr()).contains("config.json:1:41: colour: unknown key, ignored");
  }

  @Test
  void a_signal_that_comes_while_it_starts_leaves_no_socket() throws Exception {
    mcpmux = new Installation(directory);
    Path socket = directory.resolve("run/mcpmux.sock");
    Client daemon = mcpmux.start("serve");
    Installation.await("it listens", () -> Files.exists(socket));

    daemon.terminate();

    assertThat(daemon.exitCode()).isIn(0, 143);
    assertThat(socket).doesNotExist();
  }

  @Test
  void stop_waits_until_daemon_and_servers_are_gone_and_says_what_it_ended() throws Exception {
    mcpmux = new Installation(directory);
    mcpmux.start(attachSample()).initialize();
    mcpmux.start(attachSample("other")).initialize();
    long daemon = mcpmux.daemonPid();
    List<Long> servers = mcpmux.serverPids();

    Installation.Result result = mcpmux.run("stop");

    assertThat(result.exitCode()).isZero();
    assertThat(result.out())
        .isEqualTo(
            "Stopped the daemon (pid " + daemon + "): 2 sessions and 2 server processes ended.\n");
    assertThat(servers).hasSize(2).noneMatch(Installation::runs);
    assertThat(Installation.runs(daemon)).isFalse();
    assertThat(directory.resolve("run/mcpmux.sock")).doesNotExist();
  }

  @Test
  void status_shows_who_uses_what() throws Exception {
    mcpmux =
        new Installation(directory)
            .with("CLAUDE_PROJECT_DIR", directory.toString())
            .with("CLAUDE_CODE_SESSION_ID", "claude-17");
    mcpmux.start(attachSample()).initialize();

    String table = mcpmux.run("status").out();

    assertThat(table)
        .contains("SERVER", "PID", "STATE", "UPTIME")
        .contains("mcpmux#", "ready", mcpmux.serverPids().get(0).toString())
        .contains("SESSION", "CLIENT", "test 1", directory.toString(), "claude-17");
    assertThat(mcpmux.run("status", "--json").out())
        .startsWith("{")
        .doesNotContain("\"mcpmux\":1")
        .hasLineCount(1);
  }

  @Test
  void it_stops_by_itself_when_nobody_has_been_there_for_the_idle_timeout() throws Exception {
    mcpmux = new Installation(directory);
    mcpmux.config("{\"idleTimeout\": \"300ms\"}");
    Client session = mcpmux.start(attachSample());
    session.initialize();
    long daemon = mcpmux.daemonPid();

    session.endInput();

    Installation.await("the daemon has gone", () -> !Installation.runs(daemon));
    assertThat(mcpmux.start(attachSample()).initialize()).contains("mcpmux-sample");
  }

  @Test
  void a_home_too_deep_for_a_socket_works_like_any_other() throws Exception {
    Path deep = Files.createDirectories(directory.resolve("d".repeat(120)));
    mcpmux = new Installation(deep).with("XDG_RUNTIME_DIR", directory.toString());

    mcpmux.start(attachSample()).initialize();

    assertThat(JsonTree.objects(mcpmux.status(), "sessions")).hasSize(1);
    assertThat(permissions(directory.resolve("mcpmux"))).isEqualTo("rwx------");
    try (var sockets = Files.list(directory.resolve("mcpmux"))) {
      assertThat(sockets).hasSize(1).allMatch(path -> path.toString().endsWith(".sock"));
    }
  }

  private static String permissions(Path path) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
