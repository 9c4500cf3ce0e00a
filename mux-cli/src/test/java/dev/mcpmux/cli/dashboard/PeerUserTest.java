package dev.mcpmux.cli.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.system.PrivateDirectory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The other end of a connection within the machine is some user's. */
class PeerUserTest {

  private static final String HEAD =
      "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout\n";

  private static final boolean LITTLE = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
  private static final String LOOPBACK = LITTLE ? "0100007F" : "7F000001";
  private static final InetSocketAddress PEER = new InetSocketAddress("127.0.0.1", 0xD2F0);
  private static final InetSocketAddress OWN = new InetSocketAddress("127.0.0.1", 0x1CAA);

  @TempDir private Path directory;

  private static String row(String local, String remote, String state, int user) {
    return "   0: %s %s %s 00000000:00000000 00:00000000 00000000  %d 0 1\n"
        .formatted(local, remote, state, user);
  }

  private boolean mayBe(int user) {
    return PeerUser.mayBe(directory, user, PEER, OWN);
  }

  @Test
  void the_line_of_the_other_end_tells_the_user() throws Exception {
    Files.writeString(
        directory.resolve("tcp"),
        HEAD
            + row(LOOPBACK + ":1CAA", "00000000:0000", "0A", 1000)
            + row(LOOPBACK + ":1CAA", LOOPBACK + ":D2F0", "01", 1000)
            + row(LOOPBACK + ":D2F0", LOOPBACK + ":1CAA", "01", 1001));

    assertThat(mayBe(1001)).isTrue();
    assertThat(mayBe(1000)).isFalse();
    assertThat(PeerUser.mayBe(directory, 1001, null, OWN)).isFalse();
  }

  @Test
  void root_may_do_everything_and_a_socket_for_both_protocols_is_found() throws Exception {
    String mapped = "0000000000000000" + (LITTLE ? "FFFF0000" : "0000FFFF") + LOOPBACK;
    Files.writeString(
        directory.resolve("tcp6"), HEAD + row(mapped + ":D2F0", mapped + ":1CAA", "01", 0));

    assertThat(mayBe(1000)).isTrue();
  }

  @Test
  void other_lines_with_the_same_ports_tell_nothing() throws Exception {
    String other = LITTLE ? "0200007F" : "7F000002";
    Files.writeString(
        directory.resolve("tcp"),
        HEAD
            + row(LOOPBACK + ":D2F0", LOOPBACK + ":1CAA", "06", 0)
            + row(other + ":D2F0", LOOPBACK + ":1CAA", "01", 1000)
            + row(LOOPBACK + ":D2F0", other + ":1CAA", "01", 1000)
            + row(LOOPBACK + ":D2F0", LOOPBACK + ":1CAA", "01", 1001));

    assertThat(mayBe(1000)).isFalse();
    assertThat(mayBe(1001)).isTrue();
  }

  @Test
  void a_table_without_the_connection_lets_nobody_in() throws Exception {
    Files.writeString(directory.resolve("tcp"), HEAD);

    assertThat(mayBe(1000)).isFalse();
  }

  @Test
  void a_system_without_such_tables_lets_everybody_in() {
    assertThat(mayBe(1000)).isTrue();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void a_connection_of_this_process_is_this_users() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
        Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
        Socket accepted = server.accept()) {
      InetSocketAddress peer = (InetSocketAddress) accepted.getRemoteSocketAddress();
      InetSocketAddress own = (InetSocketAddress) accepted.getLocalSocketAddress();
      Path connections = Path.of("/proc/net");

      assertThat(client.isConnected()).isTrue();
      assertThat(PeerUser.mayBe(connections, PrivateDirectory.uid(), peer, own)).isTrue();
      assertThat(PeerUser.mayBe(connections, PrivateDirectory.uid(), own, own)).isFalse();
    }
  }
}
