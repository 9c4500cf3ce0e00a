package dev.mcpmux.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.config.Limits;
import dev.mcpmux.netty.config.Transport;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What sessions send and get, over the real socket and a real process. */
@ExtendWith(NoLeaks.class)
@ParameterizedClass
@EnumSource(Transport.class)
class FramesEndToEndTest extends EndToEnd {

  private static final List<String> IDS =
      List.of("0", "1", "\"1\"", "\"a\\\"b\\\\\"", "9007199254740992", "-7", "\"é\"");

  @Test
  void two_sessions_with_colliding_ids_get_exactly_their_own_answers() throws Exception {
    start(Limits.defaults());
    TestClient a = session(ECHO);
    TestClient b = session(ECHO);
    Random random = new Random(7);

    for (int round = 0; round < 1000; round++) {
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
    start(limits(10_000, 1 << 20));
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
    start(limits(1 << 20, 64 << 20));
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
    start(limits(1 << 20, 4 << 20));
    TestClient stuck = session(ECHO);
    stuck.stopReading();
    String[] calls = new String[20];
    for (int i = 0; i < calls.length; i++) {
      calls[i] = call("" + i, "big", "\"size\":900000", null);
    }

    stuck.send(calls);

    Await.until("the stuck session is closed", () -> status().sessions().isEmpty());
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
}
