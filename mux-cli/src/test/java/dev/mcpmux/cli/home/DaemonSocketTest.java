package dev.mcpmux.cli.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DaemonSocketTest {

  /** Somebody else. */
  private static final UserPrincipal OTHER =
      new UserPrincipal() {
        @Override
        public String getName() {
          return "other";
        }
      };

  @TempDir private Path directory;

  @Test
  void only_a_process_of_the_same_user_is_spoken_to() throws Exception {
    Path socket = directory.resolve("s");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
        DaemonSocket.checkPeer(channel, socket, Files.getOwner(directory));
        assertThat(channel.isOpen()).isTrue();

        assertThatThrownBy(() -> DaemonSocket.checkPeer(channel, socket, OTHER))
            .isInstanceOf(IOException.class)
            .hasMessageContaining("a process of another user answers on " + socket);
        assertThat(channel.isOpen()).isFalse();
      }
    }
  }
}
