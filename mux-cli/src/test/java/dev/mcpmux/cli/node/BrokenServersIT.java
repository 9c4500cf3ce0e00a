package dev.mcpmux.cli.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Servers that print noise, die, hang or refuse to go: a session sees valid frames or an error, and
 * never waits for ever.
 */
class BrokenServersIT {

  private Sandbox sandbox;

  @BeforeEach
  void open() throws Exception {
    NodeTools.node();
    sandbox = new Sandbox();
  }

  @AfterEach
  void stop() throws Exception {
    if (sandbox != null) {
      sandbox.close();
    }
  }

  @Test
  void banners_blank_lines_and_CR_LF_never_reach_a_client() throws Exception {
    RawClient client = sandbox.open("--banner");

    Json opened = Json.parse(client.initialize("2025-11-25"));
    Json answer = client.call("echo", "{\"say\":\"hello\"}");
    client.endInput();

    assertThat(opened.at("result", "serverInfo", "name").value()).isEqualTo("fixture");
    assertThat(answer.at("result", "say").value()).isEqualTo("hello");
    assertThat(client.rest()).isEmpty();
  }

  @Test
  void a_server_that_dies_before_it_answers_initialize_is_an_error_with_its_last_words()
      throws Exception {
    RawClient client = sandbox.open("--early-exit", "--stderr=no token configured");

    expectError(client.initialize("2025-11-25"), "\"init\"", "no token configured");
  }

  @Test
  void a_server_that_dies_within_a_line_is_an_error_with_its_last_words() throws Exception {
    RawClient client = sandbox.open("--half-line", "--stderr=about to break");

    expectError(client.initialize("2025-11-25"), "\"init\"", "about to break");
  }

  @Test
  void a_server_that_dies_under_calls_fails_each_with_its_own_id_in_each_session()
      throws Exception {
    RawClient one = sandbox.open().initialized();
    RawClient other = sandbox.open().initialized();
    one.send(RawClient.callLine("1", "never", "{}"));
    one.send(RawClient.callLine("\"1\"", "never", "{}"));
    // The answer to a later call says that the server has got the others.
    one.call("echo", "{}");

    other.send(
        RawClient.callLine("1", "die", "{\"stderr\":\"out of memory\",\"text\":\"{\\\"half\"}"));
    List<Json> ofOne = one.next(2).stream().map(Json::parse).toList();

    assertThat(ofOne)
        .extracting(answer -> answer.at("id").value())
        .containsExactlyInAnyOrder(1L, "1");
    assertThat(ofOne.get(0).toString()).contains("out of memory");
    expectError(other.next(), "1", "out of memory");
  }

  @Test
  void a_command_that_does_not_exist_is_an_error_that_says_so_within_a_second() throws Exception {
    // The daemon's own start is not what is measured.
    sandbox.open().initialized();
    RawClient client =
        sandbox
            .start(sandbox.builder(sandbox.attach("no-such-command-anywhere"), Map.of()))
            .startReading();
    client.send("{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"ping\"}");
    client.next();

    Instant asked = Instant.now();
    String answer = client.initialize("2025-11-25");

    assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(1));
    expectError(answer, "\"init\"", "no-such-command-anywhere");
  }

  @Test
  void a_server_that_never_answers_initialize_is_an_error_after_the_limit() throws Exception {
    Files.writeString(
        sandbox.home().resolve("config.json"), "{\"limits\":{\"startTimeoutMillis\":700}}");
    RawClient client = sandbox.open("--mute", "--stderr=waiting for a login");

    expectError(client.initialize("2025-11-25"), "\"init\"", "waiting for a login");
  }

  @Test
  void a_server_that_ignores_EOF_and_SIGTERM_is_gone_after_stop() throws Exception {
    RawClient client = sandbox.open("--stubborn").initialized();
    client.call("echo", "{}");

    sandbox.stop();

    sandbox.expectNothingLeft();
  }

  @Test
  void grandchildren_that_hold_the_pipes_do_not_hide_a_death_and_are_gone_after_stop()
      throws Exception {
    RawClient client = sandbox.open("--child", "--detached-child").initialized();

    client.send(RawClient.callLine("1", "die", "{\"stderr\":\"gone\"}"));

    expectError(client.next(), "1", "gone");
    sandbox.stop();
    sandbox.expectNothingLeft();
  }

  @Test
  void a_grandchild_in_a_session_of_its_own_is_gone_after_stop() throws Exception {
    RawClient client = sandbox.open("--child", "--detached-child").initialized();
    client.call("echo", "{}");
    assertThat(sandbox.running())
        .extracting(Processes.Found::commandLine)
        .filteredOn(line -> line.contains("setInterval"))
        .hasSize(2);

    sandbox.stop();

    sandbox.expectNothingLeft();
  }

  @Test
  void a_session_is_open_to_the_next_server_after_one_has_died() throws Exception {
    RawClient first = sandbox.open().initialized();
    first.send(RawClient.callLine("1", "die", "{}"));
    first.next();

    RawClient second = sandbox.open().initialized();

    assertThat(second.call("echo", "{\"say\":\"alive\"}").at("result", "say").value())
        .isEqualTo("alive");
  }

  /**
   * An error of mcpmux itself with the client's id that names the server and holds the server's
   * last words.
   */
  private static void expectError(String line, String id, String lastWords) {
    assertThat(line).contains("\"id\":" + id).contains(lastWords);
    Json error = Json.parse(line).at("error");
    assertThat(error.at("code").number()).isEqualTo(-32603);
    assertThat(error.at("data", "mcpmux").string()).isNotBlank();
    assertThat(error.at("data", "server").string()).isNotBlank();
  }
}
