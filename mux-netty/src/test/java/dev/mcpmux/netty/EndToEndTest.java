package dev.mcpmux.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpmux.core.Limits;
import dev.mcpmux.core.MuxConfig;
import dev.mcpmux.core.MuxStatus;
import dev.mcpmux.core.ServerConfig;
import dev.mcpmux.core.SharingPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Sessions over the real socket, served by a real process. */
@ExtendWith(NoLeaks.class)
@ParameterizedClass
@EnumSource(Transport.class)
class EndToEndTest {

  private static final String ECHO = "{\"name\":\"echo\"}";
  private static final long MAX_TASK_NANOS = 50_000_000;
  private static final List<String> IDS =
      List.of("0", "1", "\"1\"", "\"a\\\"b\\\\\"", "9007199254740992", "-7", "\"é\"");

  @Parameter Transport transport;
  @TempDir Path directory;
  private Path socket;
  private MuxServer server;
  private final List<TestClient> clients = new ArrayList<>();

  @BeforeEach
  void chooseSocket() {
    socket = directory.resolve("home/mcpmux.sock");
  }

  @AfterEach
  void stop() throws Exception {
    for (TestClient client : clients) {
      client.close();
    }
    if (server != null) {
      server.stop().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void two_sessions_with_colliding_ids_get_exactly_their_own_answers() throws Exception {
    start(Limits.defaults());
    TestClient a = session(ECHO);
    TestClient b = session(ECHO);
    Random random = new Random(7);

    for (int round = 0; round < 150; round++) {
      String idA = IDS.get(random.nextInt(IDS.size()));
      String idB = IDS.get(random.nextInt(IDS.size()));
      String token = IDS.get(random.nextInt(IDS.size()));
      a.send(call(idA, "echo", "\"mark\":\"a" + round + "\"", token));
      b.send(call(idB, "echo", "\"mark\":\"b" + round + "\"", token));

      expectAnswer(a, idA, token, "a" + round);
      expectAnswer(b, idB, token, "b" + round);
    }

    assertThat(processes()).hasSize(1);
    assertThat(processes().get(0).sessions()).isEqualTo(2);
  }

  @Test
  void many_requests_in_flight_come_back_out_of_order_each_with_its_own_id() throws Exception {
    start(Limits.defaults());
    List<TestClient> sessions = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      sessions.add(session(ECHO));
    }

    for (int n = 0; n < 100; n++) {
      for (int i = 0; i < sessions.size(); i++) {
        sessions.get(i).send(call("" + n, "echo", "\"mark\":\"" + i + "/" + n + "\"", null));
      }
    }

    for (int i = 0; i < sessions.size(); i++) {
      Map<String, String> answers = new HashMap<>();
      for (int n = 0; n < 100; n++) {
        String line = sessions.get(i).line();
        answers.put(line.substring(0, line.indexOf(",\"result\"")), line);
      }
      for (int n = 0; n < 100; n++) {
        assertThat(answers.get("{\"jsonrpc\":\"2.0\",\"id\":" + n))
            .contains("\"mark\":\"" + i + "/" + n + "\"");
      }
    }
    assertThat(processes()).hasSize(1);
  }

  @Test
  void a_result_of_32_MiB_arrives_whole_beside_small_ones() throws Exception {
    start(Limits.defaults());
    TestClient big = session(ECHO);
    TestClient small = session(ECHO);
    int size = 32 << 20;

    big.send(call("1", "big", "\"size\":" + size, null));
    small.send(call("1", "echo", "\"mark\":\"small\"", null));

    assertThat(small.line()).contains("small");
    String expected =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"text\":\"" + "x".repeat(size) + "\"}}";
    assertThat(big.line().equals(expected)).isTrue();
  }

  @Test
  void a_request_of_8_MiB_arrives_whole() throws Exception {
    start(Limits.defaults());
    TestClient client = session(ECHO);
    String text = "y".repeat(8 << 20);

    client.send(call("1", "echo", "\"text\":\"" + text + "\"", null));

    assertThat(client.line().contains(text)).isTrue();
  }

  @Test
  void a_frame_over_the_limit_gets_an_error_and_the_session_goes_on() throws Exception {
    start(withFrameLimit(10_000));
    TestClient client = session(ECHO);
    TestClient other = session(ECHO);

    client.send(call("5", "echo", "\"text\":\"" + "y".repeat(1 << 20) + "\"", null));

    assertThat(client.line()).contains("\"id\":5", "\"error\"", "(limit: 10000)");
    client.send(call("6", "echo", "\"mark\":\"after\"", null));
    assertThat(client.line()).contains("\"id\":6", "after");
    other.send(call("6", "echo", "\"mark\":\"other\"", null));
    assertThat(other.line()).contains("other");
  }

  @Test
  void what_is_no_frame_is_answered_to_its_sender_alone() throws Exception {
    start(Limits.defaults());
    TestClient client = session(ECHO);
    TestClient other = session(ECHO);

    client.send("nonsense", "[]", "", "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}");

    assertThat(client.line()).contains("-32700");
    assertThat(client.line()).contains("-32600");
    assertThat(client.line()).contains("-32600");
    other.send(call("1", "echo", "\"mark\":\"other\"", null));
    assertThat(other.line()).contains("other");
  }

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
  void after_the_end_of_input_what_gets_done_is_answered_and_the_session_closed() throws Exception {
    start(Limits.defaults());
    TestClient client = attach(ECHO);

    client.send(
        initialize(),
        initialized(),
        call("1", "echo", "\"mark\":\"last\"", null),
        "\u001e{\"end\":true}");

    assertThat(client.line()).contains("\"id\":\"init\"", "\"result\"");
    assertThat(client.line()).contains("\"id\":1", "last");
    assertThat(client.line()).startsWith("\u001e{\"close\":{\"reason\":\"end-of-input\"");
    client.awaitEnd();
  }

  @Test
  void a_session_that_never_reads_does_not_slow_the_others_and_keeps_what_it_is_owed()
      throws Exception {
    start(withFrameLimit(1 << 20));
    TestClient stuck = session(ECHO);
    TestClient other = session(ECHO);
    stuck.stopReading();

    for (int i = 0; i < 20; i++) {
      stuck.send(call("" + i, "big", "\"size\":900000", null));
      other.send(call("" + i, "echo", "\"mark\":\"" + i + "\"", null));
      assertThat(other.line()).contains("\"mark\":\"" + i + "\"");
    }

    stuck.readOn();
    for (int i = 0; i < 20; i++) {
      assertThat(stuck.line()).hasSizeGreaterThan(900_000);
    }
  }

  @Test
  void a_session_that_never_reads_is_closed_past_the_hard_limit() throws Exception {
    start(withFrameLimit(1 << 20));
    TestClient stuck = session(ECHO);
    stuck.stopReading();
    String[] calls = new String[20];
    for (int i = 0; i < calls.length; i++) {
      calls[i] = call("" + i, "big", "\"size\":900000", null);
    }

    stuck.send(calls);

    Await.until("the stuck session is closed", () -> status().sessions().isEmpty());
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

  /** A task that holds up the loop does so each time; a machine that is busy elsewhere does not. */
  @Test
  void the_event_loop_is_never_held_up_while_servers_start_and_stop() throws Exception {
    start(Limits.defaults());
    long worst = Long.MAX_VALUE;

    for (int attempt = 0; attempt < 5 && worst >= MAX_TASK_NANOS; attempt++) {
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
      server.status().toCompletableFuture().get();
      longest = Math.max(longest, System.nanoTime() - asked);
    }
    return longest;
  }

  private void start(Limits limits) throws Exception {
    ServerConfig echo =
        new ServerConfig(
            "echo",
            Path.of(System.getProperty("java.home"), "bin/java").toString(),
            List.of(
                "-XX:TieredStopAtLevel=1",
                "-cp",
                Path.of("target/test-classes").toAbsolutePath().toString(),
                EchoServer.class.getName()),
            Map.of(),
            Optional.of(directory.toString()),
            SharingPolicy.defaults(),
            List.of());
    server =
        MuxServer.builder(socket)
            .transport(transport)
            .stopWaits(ProcessFixture.SHORT_WAITS)
            .config(new MuxConfig(Map.of("echo", echo), limits))
            .build();
    server.start();
  }

  private static Limits withFrameLimit(int maxFrameBytes) {
    Limits d = Limits.defaults();
    return new Limits(
        maxFrameBytes,
        d.maxInFlightPerSession(),
        d.maxInFlightPerUpstream(),
        d.maxParkedPerSession(),
        d.maxParkedBytesPerSession(),
        64 * 1024,
        4L * maxFrameBytes,
        d.upstreamOutputBytes(),
        d.startTimeoutMillis(),
        d.endOfInputGraceMillis(),
        d.idleStopMillis(),
        d.maxHelloBytes());
  }

  private TestClient attach(String target) throws Exception {
    TestClient client = TestClient.attach(socket, directory, target);
    clients.add(client);
    return client;
  }

  /** A session past its handshake. */
  private TestClient session(String target) throws Exception {
    TestClient client = attach(target);
    client.send(initialize());
    assertThat(client.line()).contains("\"id\":\"init\"", "\"result\"");
    client.send(initialized());
    return client;
  }

  private static String initialize() {
    return "{\"jsonrpc\":\"2.0\",\"id\":\"init\",\"method\":\"initialize\",\"params\":{"
        + "\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},"
        + "\"clientInfo\":{\"name\":\"test\",\"version\":\"1\"}}}";
  }

  private static String initialized() {
    return "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}";
  }

  private static String call(String id, String name, String arguments, String token) {
    String meta = token == null ? "" : ",\"_meta\":{\"progressToken\":" + token + "}";
    return "{\"method\":\"tools/call\",\"params\":{\"name\":\""
        + name
        + "\",\"arguments\":{"
        + arguments
        + "}"
        + meta
        + "},\"jsonrpc\":\"2.0\",\"id\":"
        + id
        + "}";
  }

  private static void expectAnswer(TestClient client, String id, String token, String mark)
      throws Exception {
    assertThat(client.line())
        .startsWith(
            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{\"progressToken\":"
                + token
                + ",")
        .contains("\"mark\":\"" + mark + "\"");
    assertThat(client.line())
        .startsWith("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":")
        .contains("\"mark\":\"" + mark + "\"");
  }

  private MuxStatus status() throws Exception {
    return server.status().toCompletableFuture().get();
  }

  private List<MuxStatus.Upstream> processes() throws Exception {
    return status().servers().stream().flatMap(s -> s.upstreams().stream()).toList();
  }

  private static long pidOf(String statusJson) {
    String mark = "\"processes\":[{\"pid\":";
    String rest = statusJson.substring(statusJson.indexOf(mark) + mark.length());
    return Long.parseLong(rest.substring(0, rest.indexOf(',')));
  }
}
