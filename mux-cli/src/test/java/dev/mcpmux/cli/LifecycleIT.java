package dev.mcpmux.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.text.JsonTree;
import dev.mcpmux.cli.text.RawJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When servers run, and what is answered while they do not. */
class LifecycleIT {

  private static final String LIST = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}";

  @TempDir private Path directory;
  private Installation mcpmux;
  private Path starts;

  @BeforeEach
  void open() {
    mcpmux = new Installation(directory);
    starts = directory.resolve("starts");
  }

  @AfterEach
  void end() throws Exception {
    mcpmux.end();
  }

  private void config(String life) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin/java").toString();
    String classes =
        Path.of("target/test-classes").toAbsolutePath()
            + ":"
            + Path.of("target/classes").toAbsolutePath();
    mcpmux.config(
        "{\"mcpServers\": {\"listing\": {\"command\": %s, \"args\": [\"-cp\", %s, %s, %s]%s}}}"
            .formatted(
                RawJson.quote(java),
                RawJson.quote(classes),
                RawJson.quote(ListingServer.class.getName()),
                RawJson.quote(starts.toString()),
                life));
  }

  private int starts() {
    try {
      return Files.exists(starts) ? Files.readAllLines(starts).size() : 0;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private List<Path> kept() {
    try (Stream<Path> files = Files.list(directory.resolve("state/catalog"))) {
      return files.filter(file -> file.toString().endsWith(".catalog")).toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  /** A session that lists the tools and ends. */
  private void fill() throws Exception {
    Client first = mcpmux.start("attach", "listing");
    first.initialize();
    assertThat(first.send(LIST).readLine()).contains("tool-1");
    Installation.await("the catalog is kept", () -> !kept().isEmpty());
    first.endInput().exitCode();
  }

  private String idle() {
    try {
      return String.valueOf(JsonTree.objects(mcpmux.status(), "servers").get(0).get("idle"));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void with_a_warm_catalog_a_new_session_is_answered_and_no_server_runs() throws Exception {
    config("");
    fill();
    mcpmux.run("stop");

    Client session = mcpmux.start("attach", "listing");

    assertThat(session.initialize()).contains("\"id\":0,\"result\"", "\"name\":\"listing\"");
    assertThat(session.send(LIST).readLine())
        .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"tools\":[{\"name\":\"tool-1\"}]}}");
    assertThat(mcpmux.serverPids()).isEmpty();
    assertThat(idle()).isEqualTo("catalog only");
    assertThat(mcpmux.run("status").out()).contains("catalog only");
    assertThat(starts()).isEqualTo(1);
    assertThat(session.call(2, "tool-1", "{}")).contains("\"id\":2,\"result\"");
    assertThat(starts()).isEqualTo(2);
    assertThat(mcpmux.serverPids()).hasSize(1);
  }

  @Test
  void what_is_kept_is_for_the_user_only_and_names_nothing() throws Exception {
    mcpmux.with("TOKEN", "sesame");
    config(", \"passEnv\": [\"TOKEN\"]");
    fill();

    for (Path file : kept()) {
      assertThat(Files.getPosixFilePermissions(file))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
      assertThat(Files.readString(file)).doesNotContain("sesame");
      assertThat(file.getFileName().toString()).matches("[0-9a-f]{32}\\.catalog");
    }
    assertThat(Files.size(directory.resolve("state/catalog/secret"))).isEqualTo(32);
    mcpmux.run("stop");
    mcpmux.with("TOKEN", "other");
    mcpmux.start("attach", "listing").initialize();
    assertThat(starts()).isEqualTo(2);
  }

  @Test
  void a_broken_file_is_ignored_and_replaced() throws Exception {
    config("");
    fill();
    mcpmux.run("stop");
    Path file = kept().get(0);
    byte[] good = Files.readAllBytes(file);
    Files.write(file, new byte[] {'m', 'c', 'p'});

    Client session = mcpmux.start("attach", "listing");

    assertThat(session.initialize()).contains("\"result\"");
    assertThat(session.send(LIST).readLine()).contains("tool-1");
    assertThat(starts()).isEqualTo(2);
    Installation.await(
        "it is written anew",
        () -> {
          try {
            return Files.size(file) == good.length;
          } catch (IOException e) {
            return false;
          }
        });
  }

  @Test
  void a_process_that_nobody_needs_is_stopped_and_comes_back_unseen() throws Exception {
    config(", \"idleStopAttached\": \"1s\"");
    Client session = mcpmux.start("attach", "listing");
    session.initialize();
    assertThat(session.send(LIST).readLine()).contains("tool-1");

    Installation.await("the server is stopped", () -> idle().equals("stopped: idle 1s"));

    assertThat(session.call(2, "tool-1", "{}")).contains("\"id\":2,\"result\"");
    assertThat(starts()).isEqualTo(2);
  }
}
