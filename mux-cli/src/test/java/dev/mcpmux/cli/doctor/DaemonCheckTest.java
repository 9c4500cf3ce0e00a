package dev.mcpmux.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.home.DaemonSocket;
import dev.mcpmux.cli.home.Home;
import dev.mcpmux.cli.system.PrivateDirectory;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DaemonCheckTest {

  @TempDir private Path directory;
  private Home home;

  @BeforeEach
  void makeHome() throws IOException {
    home = Home.of(directory.toString(), Map.of());
    PrivateDirectory.create(home.socket().getParent());
  }

  private ServerSocketChannel listen() throws IOException {
    ServerSocketChannel daemon = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    return daemon.bind(UnixDomainSocketAddress.of(home.socket()));
  }

  @Test
  void none_is_needed() throws IOException {
    Finding found = new DaemonCheck(home).look().get(0);

    assertThat(found.level()).isEqualTo(Finding.Level.OK);
    assertThat(found.text()).startsWith("none runs");
  }

  @Test
  void the_socket_of_one_that_was_killed_is_told() throws IOException {
    listen().close();

    Finding found = new DaemonCheck(home).look().get(0);

    assertThat(found.level()).isEqualTo(Finding.Level.OK);
    assertThat(found.text()).contains("was killed");
  }

  @Test
  void one_that_says_nothing_is_a_problem_within_seconds() throws IOException {
    try (ServerSocketChannel daemon = listen()) {
      Finding found = new DaemonCheck(home).look().get(0);

      assertThat(daemon.isOpen()).isTrue();
      assertThat(found.level()).isEqualTo(Finding.Level.PROBLEM);
      assertThat(found.text()).contains("says nothing");
      assertThat(found.next()).startsWith("mcpmux stop");
    }
  }

  @Test
  void one_of_another_version_is_a_note_that_says_what_to_do() throws Exception {
    List<Finding> found =
        with(
            "{\"mcpmux\":1,\"daemon\":{\"pid\":7,\"version\":\"0.0.1\",\"uptimeSeconds\":61},"
                + "\"servers\":[],\"sessions\":[{}]}");

    assertThat(found).hasSize(1);
    assertThat(found.get(0).level()).isEqualTo(Finding.Level.NOTE);
    assertThat(found.get(0).text())
        .startsWith("mcpmux 0.0.1, pid 7, up 1m 1s, 1 session; it is of another version");
    assertThat(found.get(0).next()).startsWith("mcpmux upgrade");
  }

  @Test
  void what_it_has_to_say_and_what_failed_lately_are_notes() throws Exception {
    List<Finding> found =
        with(
            "{\"daemon\":{\"version\":\""
                + dev.mcpmux.core.port.MuxVersion.get()
                + "\"},\"notices\":[\"the config is wrong\"],\"lately\":[{\"what\":\"x\"}]}");

    assertThat(found).extracting(Finding::level).contains(Finding.Level.OK, Finding.Level.NOTE);
    assertThat(found.toString()).contains("the config is wrong").contains("LATELY");
  }

  /** Looks while a daemon gives this answer. */
  private List<Finding> with(String status) throws Exception {
    try (ServerSocketChannel daemon = listen()) {
      Thread answering =
          new Thread(
              () -> {
                try (SocketChannel caller = daemon.accept()) {
                  DaemonSocket.readLine(caller);
                  caller.write(ByteBuffer.wrap((status + "\n").getBytes(StandardCharsets.UTF_8)));
                } catch (IOException e) {
                  // the check tells it
                }
              });
      answering.start();
      List<Finding> found = new DaemonCheck(home).look();
      answering.join();
      return found;
    }
  }
}
