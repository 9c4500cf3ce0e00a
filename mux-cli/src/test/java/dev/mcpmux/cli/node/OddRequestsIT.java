package dev.mcpmux.cli.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Messages that only some revisions know. */
class OddRequestsIT {

  private static final String BATCH =
      "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"work\"}},"
          + " {\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":77}} ,"
          + "{\"jsonrpc\":\"2.0\",\"id\":\"1\",\"method\":\"ping\"},{\"jsonrpc\":\"1.0\",\"id\":3,\"method\":\"ping\"}]";

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
  void server_discover_is_refused_at_once_and_starts_nothing() throws Exception {
    RawClient client = session();

    client.send(
        "{\"jsonrpc\":\"2.0\",\"id\":\"d\",\"method\":\"server/discover\",\"params\":{\"_meta\":"
            + "{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\"}}}");
    Json answer = Json.parse(client.next());
    Json status = sandbox.status();

    assertThat(answer.at("id").value()).isEqualTo("d");
    assertThat(answer.at("error", "code").value()).isEqualTo(-32601L);
    assertThat(status.at("sessions").list()).hasSize(1);
    assertThat(Sandbox.processes(status)).isEmpty();
    assertThat(client.initialized().call("work", "{}").at("result").value())
        .as("the session is good for the older era")
        .isNotNull();
  }

  @Test
  void a_batch_of_a_session_of_2025_03_26_is_split_and_each_member_answered() throws Exception {
    RawClient client = session();
    client.initialize("2025-03-26");

    client.send(BATCH);
    List<Json> answers = client.next(3).stream().map(Json::parse).toList();

    assertThat(answers)
        .extracting(answer -> answer.at("id").value())
        .containsExactlyInAnyOrder(1L, "1", 3L);
    for (Json answer : answers) {
      boolean broken = Long.valueOf(3).equals(answer.at("id").value());
      assertThat(answer.at("error", "code").value()).isEqualTo(broken ? -32600L : null);
      assertThat(answer.at("result").value() == null).isEqualTo(broken);
    }
  }

  @ParameterizedTest
  @CsvSource({"2025-11-25,", "2025-06-18,", "2024-11-05,", "2025-03-26,2025-06-18"})
  void a_batch_of_any_other_session_is_refused_as_a_whole(String requested, String answered)
      throws Exception {
    RawClient client = session(answered == null ? "" : "--version=" + answered);
    client.initialize(requested);

    client.send(BATCH);

    Json answer = Json.parse(client.next());
    assertThat(answer.at("error", "code").value()).isEqualTo(-32600L);
    assertThat(answer.at("id").value()).isNull();
    assertThat(client.call("work", "{}").at("result").value()).as("the next line").isNotNull();
  }

  private RawClient session(String... flags) throws Exception {
    return sandbox
        .start(sandbox.builder(sandbox.attach(Sandbox.stateful(flags)), Map.of()))
        .startReading();
  }
}
