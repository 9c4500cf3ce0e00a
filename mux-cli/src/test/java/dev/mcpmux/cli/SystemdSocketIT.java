package dev.mcpmux.cli;

import static dev.mcpmux.cli.Installation.attachSample;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mcpmux.cli.system.ExitCode;
import dev.mcpmux.cli.system.PrivateDirectory;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A daemon whose socket was there before it, as the systemd units of the packages have it. */
class SystemdSocketIT {

  private static final Path SOURCE =
      Path.of(System.getProperty("basedir", ""), "src/test/native/supervise.c").toAbsolutePath();

  @TempDir private Path directory;
  private Path socket;
  private Installation mcpmux;
  private Client supervisor;

  @BeforeEach
  void install() throws Exception {
    mcpmux = new Installation(Files.createDirectory(directory.resolve("home")));
    socket = directory.resolve("home/run/mcpmux.sock");
    PrivateDirectory.create(socket.getParent());
  }

  @AfterEach
  void end() throws Exception {
    if (supervisor != null) {
      supervisor.terminate();
      supervisor.exitCode();
    }
    mcpmux.end();
  }

  @Test
  void the_first_session_starts_it_and_the_next_after_it_was_idle_starts_another()
      throws Exception {
    mcpmux.config("{\"idleTimeout\": \"300ms\"}");
    supervise(socket, "serve");
    Object file = inode();
    Client session = mcpmux.start(attachSample());

    assertThat(session.initialize()).contains("mcpmux-sample");
    long first = started();
    assertThat(mcpmux.daemonPid()).isEqualTo(first);
    assertThat(inode()).isEqualTo(file);
    session.endInput();
    Installation.await("it has gone", () -> !Installation.runs(first));

    assertThat(inode()).isEqualTo(file);
    assertThat(mcpmux.start(attachSample()).initialize()).contains("mcpmux-sample");
    assertThat(started()).isNotEqualTo(first);
  }

  @Test
  void many_that_come_at_once_have_one_daemon_and_one_server() throws Exception {
    supervise(socket, "serve");
    List<Client> sessions = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      sessions.add(mcpmux.start(attachSample()));
    }

    for (Client session : sessions) {
      assertThat(session.initialize()).contains("mcpmux-sample");
    }

    assertThat(mcpmux.serverPids()).hasSize(1);
    assertThat(mcpmux.daemonPid()).isEqualTo(started());
  }

  @Test
  void stop_ends_it_with_its_servers_and_leaves_the_socket() throws Exception {
    supervise(socket, "serve");
    Object file = inode();
    mcpmux.start(attachSample()).initialize();
    List<Long> servers = mcpmux.serverPids();
    long daemon = mcpmux.daemonPid();

    assertThat(mcpmux.run("stop").out()).contains("Stopped the daemon (pid " + daemon + ")");

    assertThat(servers).hasSize(1).noneMatch(Installation::runs);
    assertThat(inode()).isEqualTo(file);
  }

  @Test
  void SIGTERM_ends_it_with_its_servers() throws Exception {
    supervise(socket, "serve");
    mcpmux.start(attachSample()).initialize();
    List<Long> servers = mcpmux.serverPids();

    supervisor.terminate();

    assertThat(supervisor.exitCode()).isZero();
    assertThat(servers).hasSize(1).noneMatch(Installation::runs);
  }

  @Test
  void it_keeps_the_lock_like_any_other() throws Exception {
    supervise(socket, "serve");
    mcpmux.start(attachSample()).initialize();
    long daemon = started();

    Installation.Result second = mcpmux.run("serve");

    assertThat(second.exitCode()).isEqualTo(ExitCode.ALREADY_RUNNING);
    assertThat(second.err()).contains("a daemon runs already (pid " + daemon + ")");
  }

  @Test
  void its_servers_hear_nothing_of_the_socket() throws Exception {
    mcpmux.config(
        """
        {"mcpServers": {"files": {"command": "sh", "args": ["-c",
          "ls /proc/$$/fd >&2; env >&2; exec \\"$0\\" sample-server", "%s"]}}}
        """
            .formatted(Installation.MCPMUX));
    supervise(socket, "serve");
    mcpmux.start("attach", "files").initialize();

    String log = Files.readString(directory.resolve("home/logs/files.log"));

    assertThat(log).contains("PATH=").doesNotContain("LISTEN_").doesNotContain("\n3\n");
  }

  @Test
  void a_socket_where_no_session_looks_is_refused() throws Exception {
    Path elsewhere = directory.resolve("elsewhere.sock");
    supervise(elsewhere, "serve");

    connect(elsewhere);

    assertThat(supervisor.exitCode()).isEqualTo(ExitCode.FAILURE);
    assertThat(supervisor.stderr())
        .contains("systemd listens on " + elsewhere + ", but sessions come to " + socket);
  }

  @Test
  void a_socket_that_would_block_is_refused() throws Exception {
    mcpmux.with("BLOCKING", "1");
    supervise(socket, "serve");

    connect(socket);

    assertThat(supervisor.exitCode()).isEqualTo(ExitCode.FAILURE);
    assertThat(supervisor.stderr()).contains("the service unit must say NonBlocking=yes");
  }

  @Test
  void one_that_is_meant_for_another_process_is_left_alone() throws Exception {
    mcpmux.with("AS_PID", "1");
    Path elsewhere = directory.resolve("elsewhere.sock");
    supervise(elsewhere, "serve");
    connect(elsewhere);
    started();

    assertThat(supervisor.readLine()).contains("is ready").contains("socket " + socket);
  }

  private static void connect(Path path) throws Exception {
    try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      assertThat(channel.isConnected()).isTrue();
    }
  }

  private void supervise(Path path, String... words) throws Exception {
    ProcessBuilder builder = mcpmux.builder(words);
    builder.command().addAll(0, List.of(program().toString(), path.toString()));
    supervisor = new Client(builder.start());
    assertThat(supervisor.readLine()).isEqualTo("listens");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-------");
  }

  /** The pid of the next that the supervisor has started. */
  private long started() throws Exception {
    String line = supervisor.readLine();
    while (!line.startsWith("started ")) {
      line = supervisor.readLine();
    }
    return Long.parseLong(line.substring(line.indexOf(' ') + 1));
  }

  private Path program() throws Exception {
    Path program = directory.resolve("supervise");
    try {
      Process compiler =
          new ProcessBuilder("cc", "-o", program.toString(), SOURCE.toString()).inheritIO().start();
      assertThat(compiler.waitFor(60, SECONDS)).isTrue();
      assertThat(compiler.exitValue()).isZero();
    } catch (IOException e) {
      assumeTrue(false, "no C compiler");
    }
    return program;
  }

  private Object inode() throws Exception {
    return Files.readAttributes(socket, BasicFileAttributes.class).fileKey();
  }
}
