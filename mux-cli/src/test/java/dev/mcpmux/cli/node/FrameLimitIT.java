package dev.mcpmux.cli.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A frame over the limit is an error that names both sizes, for the session it belongs to. */
class FrameLimitIT {

  private static final int LIMIT = 1 << 20;

  private static Sandbox sandbox;
  private static RawClient client;
  private static RawClient other;

  @BeforeAll
  static void open_two_sessions() throws Exception {
    NodeTools.node();
    sandbox = new Sandbox();
    Files.writeString(
        sandbox.home().resolve("config.json"), "{\"limits\":{\"maxFrameBytes\":" + LIMIT + "}}");
    client = sandbox.open().initialized();
    other = sandbox.open().initialized();
  }

  @AfterAll
  static void stop() throws Exception {
    if (sandbox != null) {
      sandbox.close();
    }
  }

  @Test
  void a_request_over_the_limit_is_refused_and_the_other_session_goes_on() throws Exception {
    client.send(RawClient.callLine("1", "seen", "{\"text\":\"" + "x".repeat(2 * LIMIT) + "\"}"));

    assertThat(client.next()).contains("\"error\"").contains("(limit: " + LIMIT + ")");
    expectOtherGoesOn();
  }

  @Test
  void a_result_over_the_limit_is_an_error_and_the_other_session_goes_on() throws Exception {
    client.send(RawClient.callLine("1", "big", "{\"length\":" + 2 * LIMIT + "}"));

    assertThat(client.next())
        .contains("\"id\":1")
        .contains("\"error\"")
        .contains("(limit: " + LIMIT + ")");
    expectOtherGoesOn();
  }

  @Test
  void what_is_just_under_the_limit_passes() throws Exception {
    Json answer = client.call("big", "{\"length\":" + (LIMIT - 100) + "}");

    assertThat(answer.at("result", "text").string()).hasSize(LIMIT - 100);
  }

  private void expectOtherGoesOn() throws Exception {
    assertThat(other.call("echo", "{\"say\":\"here\"}").at("result", "say").value())
        .isEqualTo("here");
  }
}
