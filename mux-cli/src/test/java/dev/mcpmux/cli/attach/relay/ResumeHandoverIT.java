package dev.mcpmux.cli.attach.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.text.RawJson;
import org.junit.jupiter.api.Test;

/** A daemon that ends in favour of another. */
class ResumeHandoverIT extends LostDaemons {

  @Test
  void a_daemon_that_says_farewell_ends_what_it_has_and_the_rest_goes_to_the_next()
      throws Exception {
    FakeDaemon.Session first = daemon.accept();
    open(first, VALUE);
    client.send(call("1"));
    first.readLine();
    first.send("\u001e{\"handover\":1}\n");
    assertThat(first.readLine()).isEqualTo("\u001e{\"handover\":1}");
    client.send(call("2"));
    first.send(answer("1"));
    assertThat(client.readLine() + "\n").isEqualTo(answer("1"));
    first.send("\u001e{\"close\":{\"reason\":\"stopping\",\"message\":\"\"}}\n");

    FakeDaemon.Session second = daemon.accept();
    second.send(OPEN + VALUE);
    assertThat(second.readLine()).isEqualTo(call("2"));
    first.close();
  }

  @Test
  void an_answer_to_a_question_of_the_daemon_still_goes_to_it_after_its_farewell()
      throws Exception {
    FakeDaemon.Session first = daemon.accept();
    open(first, VALUE);
    client.send(call("1"));
    first.readLine();
    first.send(
        "{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"roots/list\"}\n\u001e{\"handover\":1}\n");
    assertThat(first.readLine()).isEqualTo("\u001e{\"handover\":1}");
    String answer = "{\"jsonrpc\":\"2.0\",\"id\":9,\"result\":{\"roots\":[]}}";
    String cancel =
        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":1}}";
    client.send(call("2")).send(answer).send(cancel);

    assertThat(first.readLine()).isEqualTo(answer);
    assertThat(first.readLine()).isEqualTo(cancel);
    first.close();
    FakeDaemon.Session second = daemon.accept();
    second.send(OPEN + VALUE);
    assertThat(second.readLine()).isEqualTo(call("2"));
  }

  @Test
  void an_answer_still_goes_to_it_when_no_more_requests_are_kept() throws Exception {
    FakeDaemon.Session first = daemon.accept();
    open(first, VALUE);
    first.send(
        "{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"roots/list\"}\n\u001e{\"handover\":1}\n");
    client.readLine();
    assertThat(first.readLine()).isEqualTo("\u001e{\"handover\":1}");
    for (int i = 0; i < 257; i++) {
      client.send(call("" + i));
    }
    String answer = "{\"jsonrpc\":\"2.0\",\"id\":9,\"result\":{\"roots\":[]}}";
    client.send(answer);

    assertThat(first.readLine()).isEqualTo(answer);
    String error = client.readLine();
    assertThat(RawJson.find(error, "id")).isEqualTo("256");
    assertThat(RawJson.string(error, "error", "message")).contains("limit: 256");
    first.close();
    FakeDaemon.Session second = daemon.accept();
    second.send(OPEN + VALUE);
    for (int i = 0; i < 256; i++) {
      assertThat(second.readLine()).isEqualTo(call("" + i));
    }
  }

  @Test
  void a_request_with_the_method_of_a_notification_waits_for_the_next_daemon() throws Exception {
    FakeDaemon.Session first = daemon.accept();
    open(first, VALUE);
    first.send("\u001e{\"handover\":1}\n");
    assertThat(first.readLine()).isEqualTo("\u001e{\"handover\":1}");
    String odd = "{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"notifications/progress\"}";
    client.send(odd).send(call("6"));
    first.close();

    FakeDaemon.Session second = daemon.accept();
    second.send(OPEN + VALUE);
    assertThat(second.readLine()).isEqualTo(odd);
    assertThat(second.readLine()).isEqualTo(call("6"));
  }

  @Test
  void a_daemon_that_is_stopped_meanwhile_is_started_again_by_the_next_request_alone()
      throws Exception {
    FakeDaemon.Session first = daemon.accept();
    open(first, VALUE);
    first.send("\u001e{\"handover\":1}\n");
    assertThat(first.readLine()).isEqualTo("\u001e{\"handover\":1}");
    first.send("\u001e{\"close\":{\"reason\":\"stopping\",\"message\":\"stopped\"}}\n");
    first.close();

    assertThat(daemon.acceptsWithin(300)).isFalse();
    client.send(call("1"));
    FakeDaemon.Session second = daemon.accept();
    second.send(OPEN + VALUE);
    assertThat(second.readLine()).isEqualTo(call("1"));
  }
}
