package dev.mcpmux.cli;

import static dev.mcpmux.cli.Installation.MCPMUX;
import static dev.mcpmux.cli.Installation.attachSample;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.system.ExitCode;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A daemon that may have few files open, and is asked for more. */
class DescriptorsIT {

  private static final int SESSIONS = 50;

  @TempDir private Path directory;
  private Installation mcpmux;
  private Process daemon;

  @BeforeEach
  void install() {
    mcpmux = new Installation(directory);
  }

  @AfterEach
  void end() throws Exception {
    mcpmux.end();
    daemon.waitFor();
  }

  @Test
  void with_64_files_each_of_50_sessions_is_served_or_refused_and_status_and_stop_work()
      throws Exception {
    start(64);
    assertThat(serveOrRefuse(attachSample())).isBetween(1, SESSIONS - 1);

    assertThat(mcpmux.run("status").exitCode()).isZero();
    assertThat(mcpmux.run("stop").exitCode()).isZero();
    assertThat(log()).doesNotContain("Exception", "Error");
  }

  @Test
  void so_it_is_where_each_session_has_a_server_of_its_own() throws Exception {
    start(80);
    List<Client> clients = new ArrayList<>();
    for (int i = 0; i < SESSIONS; i++) {
      clients.add(mcpmux.start(attachSample("own" + i)).trySend(Client.INITIALIZE));
    }
    for (Client client : clients) {
      String line = client.lineOrEnd();
      assertThat(line == null || line.contains("\"result\"") || line.contains("open files"))
          .as(line)
          .isTrue();
    }

    assertThat(mcpmux.run("status").exitCode()).isZero();
    assertThat(mcpmux.run("stop").exitCode()).isZero();
  }

  @Test
  void connections_that_say_nothing_keep_nobody_out() throws Exception {
    start(256);
    List<SocketChannel> silent = new ArrayList<>();
    try {
      for (int i = 0; i < 400; i++) {
        silent.add(
            SocketChannel.open(UnixDomainSocketAddress.of(directory.resolve("run/mcpmux.sock"))));
      }
      assertThat(mcpmux.run("status").exitCode()).isZero();
    } finally {
      for (SocketChannel each : silent) {
        each.close();
      }
    }
    Installation.await("a session is served again", this::isServed);
    assertThat(log()).doesNotContain("NoClassDefFoundError");
  }

  private boolean isServed() {
    try {
      String line = mcpmux.start(attachSample()).trySend(Client.INITIALIZE).lineOrEnd();
      return line != null && line.contains("\"result\"");
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns how many are served; the others are told why not, where they read it. */
  private int serveOrRefuse(String... words) throws Exception {
    List<Client> clients = new ArrayList<>();
    for (int i = 0; i < SESSIONS; i++) {
      clients.add(mcpmux.start(words).trySend(Client.INITIALIZE));
    }
    int served = 0;
    for (Client client : clients) {
      String line = client.lineOrEnd();
      if (line != null && line.contains("\"result\"")) {
        served++;
      } else {
        assertThat(line).contains("\"error\"", "open files: ", "(limit: 64");
        assertThat(client.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(client.stderr()).contains("open files: ", "(limit: 64");
      }
    }
    return served;
  }

  private void start(int files) throws Exception {
    ProcessBuilder builder = mcpmux.builder("serve");
    builder.command(
        "/bin/sh", "-c", "ulimit -n " + files + "; exec \"$0\" serve", MCPMUX.toString());
    daemon =
        builder
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("daemon.log").toFile())
            .start();
    Installation.await("it is ready", () -> log().contains(" is ready: "));
  }

  private String log() {
    try {
      return Files.readString(directory.resolve("daemon.log"));
    } catch (IOException e) {
      return "";
    }
  }
}
