package dev.mcpmux.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mcpmux.core.config.Limits;
import dev.mcpmux.netty.config.Transport;
import dev.mcpmux.netty.process.ProcessFixture;
import dev.mcpmux.netty.process.ProcessTable;
import dev.mcpmux.netty.process.StopSequenceTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Servers that start, fail and stop under their sessions. */
@ExtendWith(NoLeaks.class)
@ParameterizedClass
@EnumSource(Transport.class)
class ServersEndToEndTest extends EndToEnd {

  private static final long MAX_TASK_NANOS = 50_000_000;

  private final ExecutorService idle = Executors.newSingleThreadExecutor();

  @Test
  void noise_of_a_server_reaches_its_log_and_no_session() throws Exception {
    start(Limits.defaults());
    TestClient client = session(ECHO);

    client.send(call("1", "noise", "\"mark\":1", null));

    assertThat(client.line()).startsWith("{\"jsonrpc\":\"2.0\",\"id\":1,");
    Path log = socket.resolveSibling("logs/echo.log");
    Await.until(
        "the banner is in the log",
        () -> Files.readString(log).contains(" stdout: Listening on stdio...\n"));
  }

  @Test
  void a_server_that_dies_fails_its_requests_with_its_last_words() throws Exception {
    start(Limits.defaults());
    TestClient a = session(ECHO);
    TestClient b = session(ECHO);
    b.send(call("\"b\"", "hang", "\"mark\":1", null));
    a.send(call("7", "die", "\"mark\":1", null));

    assertThat(a.line())
        .contains("\"id\":7", "\"error\"", "echo", "exited with code 3", "out of luck");
    assertThat(b.line()).contains("\"id\":\"b\"", "\"error\"", "exited with code 3");
  }

  @Test
  void a_command_that_does_not_exist_says_so_within_a_second() throws Exception {
    start(Limits.defaults());
    TestClient client = attach("{\"command\":[\"no-such-command\"]}");

    long begin = System.nanoTime();
    client.send(initialize());

    assertThat(client.line()).contains("\"id\":\"init\"", "command not found: no-such-command");
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(1));
  }

  @Test
  void a_server_that_is_not_configured_is_refused() throws Exception {
    start(Limits.defaults());

    assertThatThrownBy(() -> attach("{\"name\":\"nobody\"}"))
        .hasMessageContaining("\"reason\":\"unknown-server\"");
  }

  @Test
  void stopping_tells_the_sessions_and_leaves_no_process() throws Exception {
    start(Limits.defaults());
    TestClient client = session(ECHO);
    client.send(call("1", "echo", "\"mark\":1", null));
    client.line();
    long pid = pidOf(server.statusJson().toCompletableFuture().get());
    assertThat(ProcessFixture.isAlive(pid)).isTrue();

    server.stop().toCompletableFuture().get(30, TimeUnit.SECONDS);

    assertThat(client.line()).startsWith("\u001e{\"close\":{\"reason\":\"stopping\"");
    client.awaitEnd();
    assertThat(ProcessFixture.isAlive(pid)).isFalse();
    assertThat(socket).doesNotExist();
  }

  @Test
  void what_a_killed_daemon_left_running_is_ended_at_the_next_start() throws Exception {
    Process orphan =
        new ProcessBuilder("setsid", "sh", "-c", "trap '' TERM; sleep 1000; sleep 1000").start();
    Path ledger = Files.createDirectories(socket.resolveSibling("state/processes"));
    Files.writeString(
        ledger.resolve("99999999"),
        "%s 5%n%d %d 1 orphan%n"
            .formatted(
                ProcessTable.bootId(), orphan.pid(), StopSequenceTest.startOf(orphan.pid())));

    start(Limits.defaults());

    assertThat(orphan.waitFor(20, TimeUnit.SECONDS)).isTrue();
    Await.until("its file is gone", () -> Files.list(ledger).findAny().isEmpty());
  }

  @Test
  void a_hundred_sessions_opened_together_share_one_process() throws Exception {
    start(Limits.defaults());
    List<TestClient> sessions = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      TestClient client = attach(ECHO);
      client.send(initialize(), initialized(), call("1", "echo", "\"mark\":\"m" + i + "\"", null));
      sessions.add(client);
    }

    for (int i = 0; i < sessions.size(); i++) {
      assertThat(sessions.get(i).line()).contains("\"id\":\"init\"", "\"result\"");
      assertThat(sessions.get(i).line()).contains("\"id\":1", "\"mark\":\"m" + i + "\"");
    }
    assertThat(processes()).hasSize(1);
    assertThat(status().sessions()).hasSize(100);
  }

  /** The JDK has one of its own for each child, which waits for its end. */
  @Test
  void fifty_running_servers_have_as_many_threads_as_one() throws Exception {
    assumeTrue(transport == Transport.EPOLL, "elsewhere threads carry the pipes");
    start(Limits.defaults());
    Files.writeString(
        directory.resolve("server.sh"),
        """
        read initialize
        echo '{"jsonrpc":"2.0","id":1,"result":{"protocolVersion":"2025-11-25","capabilities":{},"serverInfo":{"name":"sh","version":"1"}}}'
        while read line; do :; done
        """);
    long one = 0;

    for (int i = 1; i <= 50; i++) {
      session("{\"command\":[\"sh\",\"server.sh\",\"" + i + "\"]}");
      if (i == 1) {
        one = threadsOfOurs();
      }
    }

    assertThat(ProcessHandle.current().children()).hasSize(50);
    assertThat(threadsOfOurs()).isEqualTo(one).isEqualTo(1);
  }

  /** Those of the helper go when they have had nothing to do for a while. */
  private static long threadsOfOurs() throws Exception {
    Await.until("the helper is at rest", () -> threadsOf("mcpmux-helper") == 0);
    return threadsOf("mcpmux-") + threadsOf("std");
  }

  private static long threadsOf(String prefix) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith(prefix))
        .count();
  }

  @AfterEach
  void endIdleThread() {
    idle.shutdownNow();
  }

  /**
   * A task that holds up the loop does so each time; a machine that is busy elsewhere does not, and
   * holds up a thread that has nothing else to do as well.
   */
  @Test
  void the_event_loop_is_never_held_up_while_servers_start_and_stop() throws Exception {
    start(Limits.defaults());
    long worst = Long.MAX_VALUE;

    for (int attempt = 0; attempt < 20 && worst >= MAX_TASK_NANOS; attempt++) {
      worst = Math.min(worst, longestWaitWhileServersStart());
    }

    assertThat(worst).isLessThan(MAX_TASK_NANOS);
  }

  private long longestWaitWhileServersStart() throws Exception {
    for (int i = 0; i < 10; i++) {
      attach("{\"command\":[\"sh\",\"-c\",\"sleep 0.0" + i + "; exit 1\"]}").send(initialize());
    }
    long longest = 0;
    for (long end = System.nanoTime() + 500_000_000; System.nanoTime() < end; ) {
      long asked = System.nanoTime();
      CompletableFuture<Long> idleThread = CompletableFuture.supplyAsync(System::nanoTime, idle);
      server.status().toCompletableFuture().get();
      long answered = System.nanoTime();
      if (idleThread.get() - asked < MAX_TASK_NANOS / 10) {
        longest = Math.max(longest, answered - asked);
      }
    }
    return longest;
  }

  private static long pidOf(String statusJson) {
    String mark = "\"processes\":[{\"pid\":";
    String rest = statusJson.substring(statusJson.indexOf(mark) + mark.length());
    return Long.parseLong(rest.substring(0, rest.indexOf(',')));
  }
}
