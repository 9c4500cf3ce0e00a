package dev.mcpmux.cli.attach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpmux.cli.Client;
import dev.mcpmux.cli.Installation;
import dev.mcpmux.cli.RelayKind;
import dev.mcpmux.cli.attach.relay.FakeDaemon;
import dev.mcpmux.cli.home.DaemonSocket;
import dev.mcpmux.cli.home.Home;
import dev.mcpmux.cli.system.ExitCode;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Relays that need a daemon which is not there yet. */
@ParameterizedClass
@EnumSource(RelayKind.class)
class DaemonStartIT {

  @Parameter private RelayKind relay;

  private static final Path REAL_JAVA = Path.of(System.getProperty("java.home"), "bin/java");

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
  void a_start_that_fails_is_tried_once_for_all_that_wait_for_it() throws Exception {
    Path go = directory.resolve("go");
    // a Java whose daemons begin when this test wants, and fail
    Path java = Files.createDirectories(directory.resolve("jdk/bin")).resolve("java");
    Files.writeString(directory.resolve("jdk/release"), "JAVA_VERSION=\"17\"\n");
    Files.writeString(
        java,
        String.join(
            "\n",
            "#!/bin/sh",
            "case \"$*\" in *' serve --detached'*) ;; *) exec '" + REAL_JAVA + "' \"$@\" ;; esac",
            "until [ -e '" + go + "' ]; do sleep 0.1; done",
            "echo no luck; exit 1\n"));
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
    mcpmux.with("JAVA_HOME", directory.resolve("jdk").toString());

    List<Client> relays = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      relays.add(mcpmux.start("attach", "a"));
    }
    for (Client relay : relays) {
      Installation.await("it waits for the lock", () -> hasOpen(relay.pid(), "start.lock"));
    }
    Files.createFile(go);

    for (Client relay : relays) {
      assertThat(relay.exitCode()).isEqualTo(ExitCode.DAEMON_NOT_STARTED);
      assertThat(relay.stderr()).contains("exit code 1").contains("no luck");
    }
    assertThat(directory.resolve("logs/daemon.log")).hasContent("no luck");
  }

  @Test
  void a_failure_of_an_earlier_start_does_not_keep_the_next_relay_from_trying() throws Exception {
    mcpmux.config("{\"mcpServers\": 1}");
    assertThat(mcpmux.run("attach", "a").exitCode()).isEqualTo(ExitCode.DAEMON_NOT_STARTED);
    mcpmux.config("{}");

    assertThat(mcpmux.run("attach", "a").exitCode()).isEqualTo(ExitCode.REFUSED);
  }

  @Test
  void a_daemon_descends_from_nothing_that_a_client_has_started() throws Exception {
    Client session = mcpmux.start("attach", "--", Installation.MCPMUX.toString(), "sample-server");
    session.initialize();
    ProcessHandle relay = ProcessHandle.of(session.pid()).orElseThrow();

    Installation.await("the daemon is let go", () -> relay.descendants().findAny().isEmpty());
    assertThat(mcpmux.run("status").exitCode()).isZero();
  }

  @Test
  void a_daemon_that_accepts_and_never_answers_is_not_waited_for_for_ever() throws Exception {
    try (FakeDaemon daemon = new FakeDaemon(directory);
        SocketChannel channel = DaemonSocket.connect(Home.of(directory.toString(), Map.of()))) {
      ByteBuffer hello = ByteBuffer.wrap(new byte[1 << 20]); // more than the socket takes

      assertThatThrownBy(() -> DaemonSocket.ask(channel, hello, 50))
          .isInstanceOf(SocketTimeoutException.class);
      assertThat(channel.isOpen()).isFalse();
      assertThat(daemon).isNotNull();
    }
  }

  private static boolean hasOpen(long pid, String file) {
    try (Stream<Path> open = Files.list(Path.of("/proc/" + pid + "/fd"))) {
      for (Path descriptor : open.toList()) {
        if (Files.readSymbolicLink(descriptor).endsWith(file)) {
          return true;
        }
      }
    } catch (java.io.IOException e) {
      // a descriptor that was closed meanwhile
    }
    return false;
  }
}
