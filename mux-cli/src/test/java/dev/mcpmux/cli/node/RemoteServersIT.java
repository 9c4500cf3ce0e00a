package dev.mcpmux.cli.node;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that others wrote, reached over HTTP, behind {@code mcpmux attach NAME}. */
class RemoteServersIT {

  private static final int SESSIONS = 8;
  private static final String CAPABILITIES = "{\"sampling\":{},\"elicitation\":{}}";
  private static final long SUITE_SECONDS = 60;

  private Sandbox sandbox;
  private final List<TalkingClient> sessions = new ArrayList<>();

  @BeforeEach
  void open() throws Exception {
    NodeTools.nodeWithPackages();
    sandbox = new Sandbox();
  }

  @AfterEach
  void close() throws Exception {
    sandbox.close();
  }

  @Test
  void eight_sessions_share_one_session_of_a_streamable_http_server() throws Exception {
    int port = freePort();
    RawClient everything = everything("streamableHttp", port);
    configure("http", "http://127.0.0.1:" + port + "/mcp");
    openSessions();

    everybodyGetsTheirOwn();
    everybodyIsAskedTheirOwn();

    Json processes = sandbox.status().at("servers").list().get(0).at("processes");
    assertThat(processes.list()).hasSize(1);
    assertThat(processes.list().get(0).at("url").string())
        .isEqualTo("http://127.0.0.1:" + port + "/mcp");
    assertThat(processes.list().get(0).at("sessions").value()).isEqualTo((long) SESSIONS);
    sandbox.stop();
    assertThat(linesUntil(everything, "Received session termination request"))
        .filteredOn(line -> line.startsWith("Session initialized with ID"))
        .hasSize(1);
  }

  @Test
  void eight_sessions_share_one_session_of_a_server_of_the_older_kind() throws Exception {
    int port = freePort();
    everything("sse", port);
    configure("sse", "http://127.0.0.1:" + port + "/sse");
    openSessions();

    everybodyGetsTheirOwn();

    Json processes = sandbox.status().at("servers").list().get(0).at("processes");
    assertThat(processes.list()).hasSize(1);
    assertThat(processes.list().get(0).at("sessions").value()).isEqualTo((long) SESSIONS);
  }

  @Test
  void a_server_of_the_older_kind_is_found_out_under_the_newer_type() throws Exception {
    int port = freePort();
    everything("sse", port);
    configure("http", "http://127.0.0.1:" + port + "/sse");
    openSessions();

    everybodyGetsTheirOwn();
  }

  @Test
  void sessions_go_on_with_a_server_that_was_started_again() throws Exception {
    int port = freePort();
    configure("http", "http://127.0.0.1:" + port + "/mcp");
    RawClient everything = everything("streamableHttp", port);
    openSessions();
    everybodyGetsTheirOwn();
    everything.close();

    everything("streamableHttp", port);

    everybodyGetsTheirOwn();
  }

  @ParameterizedTest
  @ValueSource(strings = {"initialize", "tools_call", "sse-retry"})
  void the_conformance_suite_finds_nothing_wrong(String scenario) throws Exception {
    String node = NodeTools.recentNode();
    // the suite waits until nobody is connected any more
    configure(Map.of("type", "http", "url", "${SUITE_URL}", "idleStop", "1ms"));
    List<String> attach = sandbox.mcpmux("attach", "far");
    String argument =
        Json.text(Map.of("command", attach.get(0), "args", attach.subList(1, attach.size())));
    Path script = NodeTools.DIRECTORY.resolve("conformance-client.mjs");
    Path output = sandbox.home().resolve("suite.out");
    // the suite splits its command at spaces, outside of quotes
    Path run = sandbox.home().resolve("client.sh");
    Files.writeString(
        run, "#!/bin/sh\nexec '" + node + "' '" + script + "' '" + argument + "' \"$@\"\n");
    assertThat(run.toFile().setExecutable(true)).isTrue();

    Process suite =
        sandbox
            .builder(
                List.of(
                    node,
                    NodeTools.program("@modelcontextprotocol/conformance", "dist/index.js"),
                    "client",
                    "--command",
                    run.toString(),
                    "--scenario",
                    scenario),
                Map.of())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      if (!suite.waitFor(SUITE_SECONDS, SECONDS)) {
        String log = Files.readString(sandbox.home().resolve("logs/far.log"));
        throw new AssertionError(
            "the suite does not end: " + Files.readString(output) + sandbox.status() + "\n" + log);
      }
    } finally {
      suite.destroyForcibly();
    }

    assertThat(suite.exitValue()).as(Files.readString(output)).isZero();
    assertThat(Files.readString(output)).doesNotContain("FAILURE");
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** server-everything, when it listens. */
  private RawClient everything(String transport, int port) throws Exception {
    String program = NodeTools.program("@modelcontextprotocol/server-everything", "dist/index.js");
    ProcessBuilder builder =
        sandbox.builder(
            List.of(NodeTools.node(), program, transport), Map.of("PORT", Integer.toString(port)));
    RawClient server = sandbox.start(builder).startReading();
    long end = System.nanoTime() + SECONDS.toNanos(RawClient.BOUND_SECONDS);
    while (!server.stderr().contains("port " + port)) {
      assertThat(System.nanoTime()).as("it listens").isLessThan(end);
      Thread.sleep(10);
    }
    return server;
  }

  private static List<String> linesUntil(RawClient server, String last) throws Exception {
    List<String> lines = new ArrayList<>();
    do {
      lines.add(server.next());
    } while (!lines.get(lines.size() - 1).startsWith(last));
    return lines;
  }

  private void configure(String type, String url) throws Exception {
    configure(Map.of("type", type, "url", url));
  }

  private void configure(Map<String, ?> entry) throws Exception {
    Map<String, ?> config = Map.of("mcpServers", Map.of("far", entry));
    Files.writeString(sandbox.home().resolve("config.json"), Json.text(config));
  }

  private void openSessions() throws Exception {
    for (int i = 0; i < SESSIONS; i++) {
      String name = "session " + i;
      ProcessBuilder attach = sandbox.builder(sandbox.mcpmux("attach", "far"), Map.of());
      sessions.add(
          new TalkingClient(sandbox.start(attach).startReading())
              .answering(
                  "sampling/createMessage",
                  params ->
                      "{\"role\":\"assistant\",\"model\":\"m\",\"content\":{\"type\":\"text\",\"text\":\"by "
                          + name
                          + "\"}}")
              .initialized("2025-11-25", CAPABILITIES));
    }
  }

  private void everybodyGetsTheirOwn() throws Exception {
    List<CompletableFuture<Json>> replies = new ArrayList<>();
    for (int i = 0; i < SESSIONS; i++) {
      replies.add(sessions.get(i).sendCall("echo", "{\"message\":\"of " + i + "\"}"));
    }
    for (int i = 0; i < SESSIONS; i++) {
      assertThat(replies.get(i).get().toString()).contains("Echo: of " + i);
      assertThat(sessions.get(i).strays()).isEmpty();
    }
  }

  private void everybodyIsAskedTheirOwn() throws Exception {
    List<CompletableFuture<Json>> replies = new ArrayList<>();
    for (int i = 0; i < SESSIONS; i++) {
      replies.add(
          sessions.get(i).sendCall("trigger-sampling-request", "{\"prompt\":\"for " + i + "\"}"));
    }
    for (int i = 0; i < SESSIONS; i++) {
      assertThat(replies.get(i).get().toString()).contains("by session " + i);
      assertThat(sessions.get(i).asked("sampling/createMessage")).hasSize(1);
      assertThat(sessions.get(i).asked("sampling/createMessage").get(0).toString())
          .contains("for " + i);
    }
  }
}
