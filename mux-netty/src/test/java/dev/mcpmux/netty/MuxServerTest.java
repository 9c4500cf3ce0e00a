package dev.mcpmux.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpmux.netty.config.AlreadyRunningException;
import dev.mcpmux.netty.config.Transport;
import dev.mcpmux.netty.process.ProcessFixture;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(NoLeaks.class)
@ParameterizedClass
@EnumSource(Transport.class)
class MuxServerTest {

  @Parameter Transport transport;
  @TempDir Path directory;
  private Path socket;
  private final List<MuxServer> started = new ArrayList<>();

  @BeforeEach
  void chooseSocket() {
    socket = directory.resolve("private/mcpmux.sock");
  }

  @AfterEach
  void stopAll() throws Exception {
    for (MuxServer server : started) {
      awaitClosed(server, server.stop());
    }
  }

  @Test
  void socket_and_directories_are_private_and_the_socket_goes_with_the_server() throws Exception {
    MuxServer server = start(UnaryOperator.identity());

    assertThat(mode(socket)).isEqualTo("rw-------");
    assertThat(mode(socket.getParent())).isEqualTo("rwx------");
    assertThat(mode(socket.resolveSibling("logs"))).isEqualTo("rwx------");
    assertThat(Files.list(socket.getParent())).hasSize(3);

    awaitClosed(server, server.stop());
    assertThat(socket).doesNotExist();
  }

  @Test
  void a_second_server_on_a_socket_in_use_is_an_error() throws Exception {
    start(UnaryOperator.identity());

    assertThatThrownBy(() -> start(UnaryOperator.identity()))
        .isInstanceOf(AlreadyRunningException.class)
        .hasMessage("a daemon is already running on " + socket);
  }

  @Test
  void a_socket_that_a_dead_server_left_is_replaced() throws Exception {
    Files.createDirectories(socket.getParent());
    try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(socket));
    }
    assertThat(socket).exists();

    start(UnaryOperator.identity());

    assertThat(call("status")).startsWith("{\"mcpmux\":1,\"daemon\":{");
  }

  @Test
  void a_stopping_server_leaves_the_socket_of_another_alone() throws Exception {
    MuxServer first = start(UnaryOperator.identity());
    Files.delete(socket);
    start(UnaryOperator.identity());

    awaitClosed(first, first.stop());

    assertThat(call("status")).contains("\"transport\":");
  }

  @Test
  void a_directory_shared_with_others_is_refused() {
    socket = Path.of("/tmp/mcpmux-test.sock");

    assertThatThrownBy(() -> start(UnaryOperator.identity()))
        .hasMessage("/tmp: is shared with other users");
  }

  @Test
  void the_status_of_a_server_without_sessions_has_empty_lists() throws Exception {
    MuxServer server = start(UnaryOperator.identity());

    String expected =
        "{\"mcpmux\":1,\"daemon\":{\"pid\":%d,\"version\":\"[^\"]+\",\"uptimeSeconds\":\\d+,\"transport\":\"%s\"},\"servers\":\\[\\],\"sessions\":\\[\\]}"
            .formatted(ProcessHandle.current().pid(), transport.statusName())
            .replace("{", "\\{");

    assertThat(call("status")).matches(expected);
    assertThat(server.statusJson().toCompletableFuture().get()).matches(expected);
    assertThat(server.status().toCompletableFuture().get().servers()).isEmpty();
  }

  @Test
  void a_stop_is_answered_and_the_connection_closed_when_all_has_ended() throws Exception {
    MuxServer server = start(UnaryOperator.identity());
    try (TestClient client = new TestClient(socket)) {
      client.send("{\"mcpmux\":1,\"control\":\"stop\"}");

      assertThat(client.line())
          .isEqualTo("{\"mcpmux\":1,\"ok\":true,\"pid\":" + ProcessHandle.current().pid() + "}");
      client.awaitEnd();
      assertThat(socket).doesNotExist();
    }
    awaitClosed(server, server.closed());
  }

  @Test
  void an_idle_server_stops_by_itself() throws Exception {
    MuxServer server = start(builder -> builder.idleTimeout(Duration.ofMillis(50)));

    awaitClosed(server, server.closed());
  }

  @Test
  void a_connection_without_a_hello_is_closed() throws Exception {
    start(builder -> builder.helloTimeout(Duration.ofMillis(50)));

    try (TestClient silent = new TestClient(socket)) {
      silent.awaitEnd();
    }
  }

  private MuxServer start(UnaryOperator<MuxServerBuilder> options) throws Exception {
    MuxServer server =
        options
            .apply(
                MuxServer.builder(socket)
                    .transport(transport)
                    .stopWaits(ProcessFixture.SHORT_WAITS))
            .build();
    server.start();
    started.add(server);
    return server;
  }

  private String call(String control) throws Exception {
    try (TestClient client = new TestClient(socket)) {
      client.send("{\"mcpmux\":1,\"control\":\"" + control + "\"}");
      String answer = client.line();
      client.awaitEnd();
      return answer;
    }
  }

  private static void awaitClosed(MuxServer server, java.util.concurrent.CompletionStage<Void> end)
      throws Exception {
    end.toCompletableFuture().get(30, TimeUnit.SECONDS);
    assertThat(server.closed().toCompletableFuture()).isDone();
  }

  private static String mode(Path path) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
