package dev.mcpmux.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.system.ExitCode;
import dev.mcpmux.cli.text.JsonTree;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code mcpmux serve} where a daemon runs already. */
class ServeBesideIT {

  @TempDir private Path directory;
  private Installation mcpmux;

  @BeforeEach
  void aDaemonWithASession() throws Exception {
    mcpmux = new Installation(directory);
    mcpmux.start(Installation.attachSample()).initialize();
  }

  @AfterEach
  void end() throws Exception {
    mcpmux.end();
  }

  private static int status(String url) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
    return HttpClient.newHttpClient()
        .send(request, HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  @Test
  void http_is_switched_on_in_the_one_that_runs_and_its_sessions_stay() throws Exception {
    long pid = mcpmux.daemonPid();

    Installation.Result result = mcpmux.run("serve", "--http", "127.0.0.1:0");

    assertThat(result.exitCode()).isZero();
    assertThat(result.err()).isEmpty();
    String url = result.out().lines().toList().get(1);
    assertThat(status(url + "/healthz")).isEqualTo(200);
    assertThat(status(url + "/mcp")).isEqualTo(401);
    assertThat(mcpmux.daemonPid()).isEqualTo(pid);
    assertThat(JsonTree.objects(mcpmux.status(), "sessions")).hasSize(1);

    // a token and a stop are what they are for a daemon that listened from the start
    assertThat(mcpmux.run("token", "--rotate").exitCode()).isZero();
    assertThat(mcpmux.run("reload").exitCode()).isZero();
    assertThat(mcpmux.run("stop").exitCode()).isZero();
  }

  @Test
  void options_that_the_one_that_runs_cannot_take_are_named() throws Exception {
    Installation.Result config =
        mcpmux.run("serve", "--http", "127.0.0.1:0", "--config", "other.json");
    Installation.Result idle = mcpmux.run("serve", "--http", "127.0.0.1:0", "--idle-timeout", "5m");

    assertThat(config.exitCode()).isEqualTo(ExitCode.ALREADY_RUNNING);
    assertThat(config.err()).contains("takes no --config");
    assertThat(idle.exitCode()).isEqualTo(ExitCode.ALREADY_RUNNING);
    assertThat(idle.err()).contains("takes no --idle-timeout");
    assertThat(mcpmux.status()).as("HTTP stays off").doesNotContainKey("http");
  }

  @Test
  void where_it_listens_already_the_second_is_told_where() throws Exception {
    String url = mcpmux.run("serve", "--http", "127.0.0.1:0").out().lines().toList().get(1);

    Installation.Result result = mcpmux.run("serve", "--http", "127.0.0.1:0");

    assertThat(result.exitCode()).isEqualTo(ExitCode.ALREADY_RUNNING);
    assertThat(result.err()).contains("listens on HTTP already: " + url);
  }

  @Test
  void an_address_that_cannot_be_had_changes_nothing() throws Exception {
    Installation.Result result = mcpmux.run("serve", "--http", "192.0.2.1:7337");

    assertThat(result.exitCode()).isEqualTo(ExitCode.ALREADY_RUNNING);
    assertThat(result.err()).contains("192.0.2.1");
    assertThat(mcpmux.run("serve", "--http", "127.0.0.1:0").exitCode()).isZero();
  }

  @Test
  void without_http_it_is_as_it_was() throws Exception {
    Installation.Result result = mcpmux.run("serve");

    assertThat(result.exitCode()).isEqualTo(ExitCode.ALREADY_RUNNING);
    assertThat(result.err()).startsWith("mcpmux: a daemon runs already (pid ");
  }
}
