package dev.mcpmux.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.text.JsonTree;
import dev.mcpmux.cli.text.RawJson;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients over HTTP see of a daemon that gets SIGTERM. */
class HttpDrainIT {

  private static final String CALL =
      "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/call\",\"params\":{\"name\":\"wait\"}}";

  @TempDir private Path directory;
  private Installation mcpmux;
  private Path release;
  private Client daemon;
  private HttpSessionClient client;
  private HttpSessionClient other;
  private HttpSessionClient.Listening listening;
  private CompletableFuture<HttpResponse<String>> call;
  private List<Long> servers;

  @AfterEach
  void end() throws Exception {
    mcpmux.end();
  }

  /** A daemon with one session that listens and has a call in flight. */
  private void start(long drainMillis) throws Exception {
    mcpmux = new Installation(directory);
    release = directory.resolve("release");
    String classes =
        Path.of("target/test-classes").toAbsolutePath()
            + ":"
            + Path.of("target/classes").toAbsolutePath();
    mcpmux.config(
        """
        {"mcpServers": {"waiting": {"command": %s, "args": ["-cp", %s, %s, %s]}},
         "http": {"limits": {"drainMillis": %d}}}
        """
            .formatted(
                RawJson.quote(Path.of(System.getProperty("java.home"), "bin/java").toString()),
                RawJson.quote(classes),
                RawJson.quote(WaitingServer.class.getName()),
                RawJson.quote(release.toString()),
                drainMillis));
    daemon = mcpmux.start("serve", "--http", "127.0.0.1:0");
    String ready = daemon.readLine();
    String url = ready.substring(ready.indexOf("http://"));
    client = client(url);
    assertThat(client.initialize().statusCode()).isEqualTo(200);
    listening = client.listen();
    assertThat(listening.status).isEqualTo(200);
    call = client.post(CALL);
    Installation.await("the call is in flight", this::isInFlight);
    servers = mcpmux.serverPids();
    assertThat(servers).hasSize(1).allMatch(Installation::runs);
    assertThat(client.status("/readyz")).isEqualTo(200);
    other = client(url);
  }

  private HttpSessionClient client(String url) throws Exception {
    return new HttpSessionClient(url + "/mcp/waiting", mcpmux.run("token").out().strip());
  }

  private boolean isInFlight() {
    try {
      return JsonTree.objects(mcpmux.status(), "sessions").stream()
          .anyMatch(session -> "1".equals(String.valueOf(session.get("inFlight"))));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void at_SIGTERM_it_takes_nothing_new_answers_what_is_in_flight_and_says_when_to_come_back()
      throws Exception {
    start(60_000);

    daemon.terminate();

    Installation.await("it is not ready any more", () -> client.status("/readyz") == 503);
    assertThat(client.status("/healthz")).isEqualTo(200);
    HttpResponse<String> refused = other.initialize();
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.headers().firstValue("retry-after")).contains("1");
    assertThat(refused.body()).contains("the mcpmux daemon is stopping");
    assertThat(client.post(CALL).get(40, TimeUnit.SECONDS).statusCode()).isEqualTo(503);
    assertThat(call).isNotDone();
    Files.createFile(release);
    HttpResponse<String> answered = call.get(40, TimeUnit.SECONDS);
    assertThat(answered.statusCode()).isEqualTo(200);
    assertThat(answered.body()).contains("\"id\":7,\"result\":{\"content\":[]}");
    assertThat(listening.brings("retry: 3000")).isTrue();
    assertThat(listening.ends()).isTrue();
    assertThat(daemon.exitCode()).isIn(0, 143);
    assertThat(servers).noneMatch(Installation::runs);
    assertThat(directory.resolve("run/mcpmux.sock")).doesNotExist();
  }

  @Test
  void a_call_that_gets_no_answer_holds_it_up_no_longer_than_the_drain_may_take() throws Exception {
    start(300);

    daemon.terminate();

    assertThat(listening.brings("retry: 3000")).isTrue();
    assertThat(listening.ends()).isTrue();
    // begun as events before, or refused now
    assertThat(call.get(40, TimeUnit.SECONDS).body()).doesNotContain("\"result\"");
    assertThat(daemon.exitCode()).isIn(0, 143);
    assertThat(servers).noneMatch(Installation::runs);
  }
}
