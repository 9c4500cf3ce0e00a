package dev.mcpmux.cli.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpmux.cli.system.PrivateDirectory;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DaemonControlTest {

  @TempDir private Path directory;
  private Home home;
  private ServerSocketChannel daemon;

  @BeforeEach
  void listen() throws IOException {
    home = Home.of(directory.toString(), Map.of());
    PrivateDirectory.create(home.socket().getParent());
    daemon = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    daemon.bind(UnixDomainSocketAddress.of(home.socket()));
  }

  @AfterEach
  void close() throws IOException {
    daemon.close();
  }

  @Test
  void an_answer_is_waited_for_as_long_as_the_caller_says() {
    assertThatThrownBy(() -> DaemonControl.call(home, "restart", "one", 50))
        .isInstanceOf(SocketTimeoutException.class);
  }

  @Test
  void a_caller_may_have_no_limit() throws Exception {
    Thread answering =
        new Thread(
            () -> {
              try (SocketChannel caller = daemon.accept()) {
                DaemonSocket.readLine(caller);
                caller.write(
                    ByteBuffer.wrap(
                        "{\"ok\":true,\"result\":{\"replaced\":1}}\n"
                            .getBytes(StandardCharsets.UTF_8)));
              } catch (IOException e) {
                // the call tells it
              }
            });
    answering.start();

    try (DaemonControl restart = DaemonControl.call(home, "restart", "one", Long.MAX_VALUE)) {
      assertThat(restart.result()).containsEntry("replaced", "1");
    }
    answering.join();
  }
}
