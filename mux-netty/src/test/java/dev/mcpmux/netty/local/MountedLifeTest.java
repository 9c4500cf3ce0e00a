package dev.mcpmux.netty.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpmux.core.api.Json;
import dev.mcpmux.core.api.server.McpServer;
import dev.mcpmux.core.api.server.ServerMount;
import dev.mcpmux.core.api.server.Tool;
import dev.mcpmux.core.api.server.ToolResult;
import dev.mcpmux.core.api.session.McpSession;
import dev.mcpmux.core.api.session.SessionClosedException;
import dev.mcpmux.core.api.session.SessionListener;
import dev.mcpmux.core.api.session.SessionOptions;
import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.config.Scope;
import dev.mcpmux.core.port.ConfigChange;
import dev.mcpmux.netty.MuxClient;
import dev.mcpmux.netty.MuxServer;
import dev.mcpmux.netty.MuxServerBuilder;
import dev.mcpmux.netty.NoLeaks;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of connections with an object, while sessions go on. */
@ExtendWith(NoLeaks.class)
class MountedLifeTest {
  private final AtomicInteger opened = new AtomicInteger();
  private final AtomicInteger closed = new AtomicInteger();
  private MuxServer mux;

  private McpServer server() {
    int number = opened.incrementAndGet();
    return McpServer.named("notes", "1")
        .tool(Tool.named("which"), (arguments, call) -> ToolResult.text("" + number))
        .tool(
            Tool.named("end"),
            (arguments, call) -> {
              servers.take().close();
              return ToolResult.text("too late");
            })
        .onClose(closed::incrementAndGet);
  }

  private final BlockingQueue<McpServer> servers = new LinkedBlockingQueue<>();

  private void start() throws Exception {
    mux =
        MuxServer.builder()
            .mount(
                "notes",
                ServerMount.of(
                    connection -> {
                      McpServer made = server();
                      servers.add(made);
                      return made;
                    }))
            .build();
    mux.start();
  }

  @AfterEach
  void stop() throws Exception {
    if (mux != null) {
      mux.stop().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
  }

  private McpSession open() throws Exception {
    return mux.openSession(SessionOptions.server("notes")).get(30, TimeUnit.SECONDS);
  }

  private static String which(McpSession session) throws Exception {
    return session.callTool("which", Json.EMPTY_OBJECT).get(30, TimeUnit.SECONDS).text();
  }

  @Test
  void a_server_that_closes_itself_is_opened_again_for_the_sessions_it_has() throws Exception {
    start();
    try (McpSession session = open()) {
      assertThat(which(session)).isEqualTo("1");
      assertThatThrownBy(() -> session.callTool("end", Json.EMPTY_OBJECT).get(30, TimeUnit.SECONDS))
          .hasMessageContaining("was closed by its program");
      assertThat(which(session)).isEqualTo("2");
      assertThat(closed).hasValue(1);
    }
  }

  @Test
  void a_new_config_leaves_what_is_mounted_as_it_is_and_may_disable_it() throws Exception {
    start();
    try (McpSession session = open()) {
      assertThat(which(session)).isEqualTo("1");
      ConfigChange change =
          mux.reconfigure(MuxConfig.empty()).toCompletableFuture().get(30, TimeUnit.SECONDS);
      assertThat(change.changed()).isEmpty();
      assertThat(change.removed()).isEmpty();
      assertThat(which(session)).isEqualTo("1");

      MuxConfig off = MuxConfig.empty().withServers(Map.of(), Set.of("notes"));
      mux.reconfigure(off).toCompletableFuture().get(30, TimeUnit.SECONDS);
      assertThatThrownBy(() -> which(session)).hasMessageContaining("disabled");

      mux.reconfigure(MuxConfig.empty()).toCompletableFuture().get(30, TimeUnit.SECONDS);
      assertThat(which(session)).isEqualTo("2");
    }
  }

  @Test
  void a_session_with_all_servers_has_one_number_for_a_server_that_goes_and_comes_back()
      throws Exception {
    BlockingQueue<OptionalInt> numbers = new LinkedBlockingQueue<>();
    ServerMount own =
        ServerMount.of(
            connection -> {
              numbers.add(connection.session());
              return server();
            });
    mux = MuxServer.builder().mount("notes", own, Scope.SESSION).build();
    mux.start();
    try (McpSession session =
        mux.openSession(SessionOptions.allServers()).get(30, TimeUnit.SECONDS)) {
      OptionalInt first = numbers.poll(30, TimeUnit.SECONDS);
      int known =
          mux.status().toCompletableFuture().get(30, TimeUnit.SECONDS).sessions().get(0).number();
      assertThat(first).hasValue(known);
      MuxConfig off = MuxConfig.empty().withServers(Map.of(), Set.of("notes"));
      mux.reconfigure(off).toCompletableFuture().get(30, TimeUnit.SECONDS);

      mux.reconfigure(MuxConfig.empty()).toCompletableFuture().get(30, TimeUnit.SECONDS);
      session.listTools().get(30, TimeUnit.SECONDS);

      assertThat(numbers.poll(30, TimeUnit.SECONDS)).isEqualTo(first);

      mux.pages().restart("notes").toCompletableFuture().get(30, TimeUnit.SECONDS);

      assertThat(numbers.poll(30, TimeUnit.SECONDS)).isEqualTo(first);
    }
  }

  @Test
  void a_builder_builds_once() {
    MuxServerBuilder builder = MuxServer.builder();
    builder.build();
    assertThatThrownBy(builder::build).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void a_session_ends_with_a_server_that_has_no_socket() throws Exception {
    start();
    McpSession session = open();
    assertThat(which(session)).isEqualTo("1");

    mux.stop().toCompletableFuture().get(30, TimeUnit.SECONDS);

    assertThat(session.closed().get(30, TimeUnit.SECONDS).reason()).isEqualTo("stopping");
    assertThatThrownBy(this::open).hasRootCauseInstanceOf(SessionClosedException.class);
  }

  @Test
  void where_no_daemon_listens_a_session_fails_with_the_place(@TempDir Path directory) {
    Path socket = directory.resolve("mcpmux.sock");
    assertThatThrownBy(
            () ->
                MuxClient.connect(socket, SessionOptions.server("notes")).get(30, TimeUnit.SECONDS))
        .cause()
        .isInstanceOfSatisfying(
            SessionClosedException.class, none -> assertThat(none.reason()).isEqualTo("no-daemon"))
        .hasMessageContaining(socket.toString());
  }

  @Test
  void a_daemon_that_breaks_off_fails_what_waits(@TempDir Path directory) throws Exception {
    Path socket = directory.resolve("mcpmux.sock");
    CompletableFuture<McpSession> opening;
    try (ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listening.bind(UnixDomainSocketAddress.of(socket));
      opening = MuxClient.connect(socket, SessionOptions.server("notes"));
      try (SocketChannel daemon = listening.accept()) {
        daemon.read(ByteBuffer.allocate(1)); // its hello has begun
        daemon.write(
            ByteBuffer.wrap("{\"mcpmux\":1,\"ok\":true}\n".getBytes(StandardCharsets.UTF_8)));
      }
    }
    assertThatThrownBy(() -> opening.get(30, TimeUnit.SECONDS))
        .cause()
        .isInstanceOfSatisfying(
            SessionClosedException.class,
            gone -> assertThat(gone.reason()).isEqualTo("daemon-lost"));
  }

  @Test
  void what_comes_behind_an_answer_of_more_than_a_session_may_have_unread_is_read(
      @TempDir Path directory) throws Exception {
    Path socket = directory.resolve("mcpmux.sock");
    try (ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listening.bind(UnixDomainSocketAddress.of(socket));
      CompletableFuture<McpSession> opening =
          MuxClient.connect(socket, SessionOptions.server("notes"));
      try (SocketChannel daemon = listening.accept()) {
        write(daemon, "{\"mcpmux\":1,\"ok\":true}\n" + answer(1, ""));
        McpSession session = opening.get(30, TimeUnit.SECONDS);
        CompletableFuture<Json> large = session.ping();
        CompletableFuture<Json> small = session.ping();
        write(daemon, answer(2, "x".repeat(17 << 20)) + answer(3, "") + answer(9, ""));
        assertThat(large.get(30, TimeUnit.SECONDS).get("text").text()).hasSize(17 << 20);
        assertThat(small.get(30, TimeUnit.SECONDS).get("text").text()).isEmpty();
        session.close();
      }
    }
  }

  @Test
  void an_opening_that_its_program_gives_up_leaves_the_daemon(@TempDir Path directory)
      throws Exception {
    Path socket = directory.resolve("mcpmux.sock");
    try (ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listening.bind(UnixDomainSocketAddress.of(socket));
      CompletableFuture<McpSession> opening =
          MuxClient.connect(socket, SessionOptions.server("notes"));
      try (SocketChannel daemon = listening.accept()) {
        opening.cancel(true);
        CompletableFuture<Void> left =
            CompletableFuture.runAsync(
                () -> {
                  try {
                    ByteBuffer hello = ByteBuffer.allocate(1 << 20);
                    while (daemon.read(hello) >= 0) {
                      hello.clear();
                    }
                  } catch (IOException e) {
                    // it has gone as well
                  }
                });
        left.get(30, TimeUnit.SECONDS);
      }
    }
  }

  @Test
  void a_session_whose_program_does_not_read_can_be_closed(@TempDir Path directory)
      throws Exception {
    Path socket = directory.resolve("mcpmux.sock");
    CompletableFuture<Void> goOn = new CompletableFuture<>();
    SessionListener stuck =
        new SessionListener() {
          @Override
          public void onNotification(String method, Json params) {
            goOn.join();
          }
        };
    try (ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listening.bind(UnixDomainSocketAddress.of(socket));
      CompletableFuture<McpSession> opening =
          MuxClient.connect(socket, SessionOptions.server("notes").listener(stuck));
      try (SocketChannel daemon = listening.accept()) {
        write(daemon, "{\"mcpmux\":1,\"ok\":true}\n" + answer(1, ""));
        McpSession session = opening.get(30, TimeUnit.SECONDS);
        write(daemon, "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/any\"}\n");
        write(daemon, answer(7, "x".repeat(16 << 20)) + answer(8, "") + answer(9, ""));
        session.close();
        goOn.complete(null);
        assertThat(session.closed().get(30, TimeUnit.SECONDS).reason()).isEqualTo("closed");
      }
    }
  }

  private static String answer(int id, String text) {
    return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":{\"text\":\"" + text + "\"}}\n";
  }

  private static void write(SocketChannel daemon, String text) throws Exception {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      daemon.write(bytes);
    }
  }

  @Test
  void an_executor_that_takes_nothing_any_more_fails_its_own_callers_only() throws Exception {
    ExecutorService gone = Executors.newSingleThreadExecutor();
    McpServer any =
        McpServer.named("any", "1")
            .tool(Tool.named("which"), (arguments, call) -> ToolResult.text("any"));
    mux =
        MuxServer.builder()
            .mount("broken", ServerMount.of(any).on(gone))
            .mount("notes", ServerMount.of(any))
            .build();
    mux.start();
    try (McpSession broken =
            mux.openSession(SessionOptions.server("broken")).get(30, TimeUnit.SECONDS);
        McpSession notes = open()) {
      assertThat(which(broken)).isEqualTo("any");
      gone.shutdown();
      assertThatThrownBy(() -> which(broken)).hasMessageContaining("takes nothing any more");
      assertThat(which(notes)).isEqualTo("any");
    }
  }

  @Test
  void a_session_that_does_not_read_is_closed_and_others_go_on() throws Exception {
    McpServer loud =
        McpServer.named("notes", "1")
            .tool(Tool.named("which"), (arguments, call) -> ToolResult.text("x".repeat(1 << 20)));
    mux = MuxServer.builder().mount("notes", ServerMount.of(loud)).build();
    mux.start();
    CompletableFuture<Void> reads = new CompletableFuture<>();
    SessionListener listener =
        new SessionListener() {
          @Override
          public void onNotification(String method, Json params) {
            reads.join();
          }
        };
    ExecutorService one = Executors.newSingleThreadExecutor();
    try (McpSession stuck =
            mux.openSession(SessionOptions.server("notes").listener(listener).on(one))
                .get(30, TimeUnit.SECONDS);
        McpSession other = open()) {
      loud.tool(Tool.named("more"), (arguments, call) -> ToolResult.text("more"));
      for (int i = 0; i < 200; i++) {
        stuck.callTool("which", Json.EMPTY_OBJECT);
      }
      for (int i = 0; i < 20; i++) {
        assertThat(which(other)).hasSize(1 << 20);
      }
      reads.complete(null);
      assertThat(stuck.ping().handle((answer, failure) -> true).get(30, TimeUnit.SECONDS)).isTrue();
    } finally {
      one.shutdown();
    }
  }

  @Test
  void a_server_knows_whether_a_client_reads_what_it_says_of_itself() throws Exception {
    BlockingQueue<Boolean> heard = new LinkedBlockingQueue<>();
    ServerMount mount =
        ServerMount.of(
            connection -> {
              heard.add(connection.isHeard());
              assertThat(connection.isResumed()).isFalse();
              McpServer made = server();
              servers.add(made);
              return made;
            });
    mux = MuxServer.builder().mount("notes", mount, Scope.SESSION).build();
    mux.start();
    MuxConfig off = MuxConfig.empty().withServers(Map.of(), Set.of("notes"));

    try (McpSession one = open()) {
      assertThat(heard.poll(30, TimeUnit.SECONDS)).isTrue();
      assertThatThrownBy(() -> one.callTool("end", Json.EMPTY_OBJECT).get(30, TimeUnit.SECONDS))
          .hasMessageContaining("was closed by its program");
      assertThat(which(one)).isEqualTo("2");
      assertThat(heard.poll(30, TimeUnit.SECONDS)).isFalse();
    }
    try (McpSession all = mux.openSession(SessionOptions.allServers()).get(30, TimeUnit.SECONDS)) {
      assertThat(heard.poll(30, TimeUnit.SECONDS)).isTrue();
      assertThat(all.closed()).isNotDone();
    }
    mux.reconfigure(off).toCompletableFuture().get(30, TimeUnit.SECONDS);
    try (McpSession all = mux.openSession(SessionOptions.allServers()).get(30, TimeUnit.SECONDS)) {
      mux.reconfigure(MuxConfig.empty()).toCompletableFuture().get(30, TimeUnit.SECONDS);
      assertThat(heard.poll(30, TimeUnit.SECONDS)).isFalse();
      assertThat(all.closed()).isNotDone();
    }
  }

  @Test
  void a_server_that_answers_too_late_is_told_that_no_client_has_read_it() throws Exception {
    CompletableFuture<Void> welcomed = new CompletableFuture<>();
    CompletableFuture<Boolean> waited = new CompletableFuture<>();
    CompletableFuture<Boolean> heard = new CompletableFuture<>();
    ServerMount slow =
        ServerMount.of(
            connection -> {
              waited.complete(connection.isHeard());
              connection.heard().thenAccept(heard::complete);
              welcomed.get(30, TimeUnit.SECONDS);
              return server().instructions("too late");
            });
    mux = MuxServer.builder().mount("notes", slow, Scope.SESSION).build();
    mux.start();

    try (McpSession all = mux.openSession(SessionOptions.allServers()).get(30, TimeUnit.SECONDS)) {
      assertThat(waited.get(30, TimeUnit.SECONDS)).isTrue();
      assertThat(heard).isNotDone();
      welcomed.complete(null);
      assertThat(heard.get(30, TimeUnit.SECONDS)).isFalse();
      assertThat(all.closed()).isNotDone();
    }
  }

  @Test
  void a_server_is_told_that_a_client_has_read_it() throws Exception {
    BlockingQueue<Boolean> heard = new LinkedBlockingQueue<>();
    ServerMount mount =
        ServerMount.of(
            connection -> {
              connection.heard().thenAccept(heard::add);
              return server();
            });
    mux = MuxServer.builder().mount("notes", mount, Scope.SESSION).build();
    mux.start();

    for (SessionOptions options :
        new SessionOptions[] {SessionOptions.server("notes"), SessionOptions.allServers()}) {
      try (McpSession one = mux.openSession(options).get(30, TimeUnit.SECONDS)) {
        assertThat(heard.poll(30, TimeUnit.SECONDS)).isTrue();
        assertThat(one.closed()).isNotDone();
      }
    }
    assertThat(heard).isEmpty();
  }
}
