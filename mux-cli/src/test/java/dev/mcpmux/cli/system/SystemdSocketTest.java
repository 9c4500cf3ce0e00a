package dev.mcpmux.cli.system;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemdSocketTest {

  private static final String LISTENING = "0000: 00000002 00000000 00010000 0001 01 ";

  @TempDir private Path directory;

  @Test
  void a_socket_of_somebody_else_may_have_a_name_that_is_no_text() throws Exception {
    Path socket = Files.createFile(directory.resolve("mcpmux-\u00e9.sock"));
    Path sockets = sockets(socket);

    assertThatCode(() -> SystemdSocket.checkPlace("42", sockets, socket))
        .doesNotThrowAnyException();
  }

  @Test
  void a_socket_at_another_path_is_refused() throws Exception {
    Path sockets = sockets(Files.createFile(directory.resolve("other.sock")));
    Path socket = Files.createFile(directory.resolve("mcpmux.sock"));

    assertThatThrownBy(() -> SystemdSocket.checkPlace("42", sockets, socket))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("but sessions come to " + socket);
  }

  /** With the name of another one before it. */
  private Path sockets(Path socket) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes((LISTENING + "41 @odd").getBytes(StandardCharsets.US_ASCII));
    bytes.writeBytes(new byte[] {(byte) 0xff, (byte) 0xfe, '\n'});
    bytes.writeBytes((LISTENING + "42 " + socket + "\n").getBytes(StandardCharsets.UTF_8));
    return Files.write(directory.resolve("unix"), bytes.toByteArray());
  }
}
