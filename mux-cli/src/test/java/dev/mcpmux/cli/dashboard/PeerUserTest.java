package dev.mcpmux.cli.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.system.PrivateDirectory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
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

  @TempDir private Path directory;

  @Test
  void the_line_of_the_other_end_tells_the_user() throws Exception {
    Files.writeString(
        directory.resolve("tcp"),
        HEAD
            + "   0: 0100007F:1CAA 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000 0 1\n"
            + "   1: 0100007F:1CAA 0100007F:D2F0 01 00000000:00000000 00:00000000 00000000  1000 0 2\n"
            + "   2: 0100007F:D2F0 0100007F:1CAA 01 00000000:00000000 00:00000000 00000000  1001 0 3\n");

    assertThat(PeerUser.of(directory, 0xD2F0, 0x1CAA)).hasValue(1001);
    assertThat(PeerUser.of(directory, 0xD2F1, 0x1CAA)).isEmpty();
  }

  @Test
  void a_system_without_such_tables_tells_nothing() throws Exception {
    assertThat(PeerUser.of(directory, 1, 2)).isEmpty();
    Files.writeString(directory.resolve("tcp6"), "no table\n a b c d e f g h i\n");
    assertThat(PeerUser.of(directory, 1, 2)).isEmpty();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void a_connection_of_this_process_is_this_users() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
        Socket client = new Socket(server.getInetAddress(), server.getLocalPort())) {
      assertThat(PeerUser.of(Path.of("/proc/net"), client.getLocalPort(), server.getLocalPort()))
          .hasValue(PrivateDirectory.uid());
    }
  }
}
