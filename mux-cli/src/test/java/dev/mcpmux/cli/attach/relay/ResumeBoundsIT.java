package dev.mcpmux.cli.attach.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.text.RawJson;
import org.junit.jupiter.api.Test;

/** What is kept without a daemon, and what is refused. */
class ResumeBoundsIT extends LostDaemons {

  @Test
  void what_the_client_sends_meanwhile_waits_in_order_and_past_the_bound_gets_an_error()
      throws Exception {
    FakeDaemon.Session first = daemon.accept();
    open(first, VALUE);
    first.close();
    FakeDaemon.Session second = daemon.accept(); // not answered yet: there is no daemon so far

    for (int i = 0; i < 300; i++) {
      client.send(call("" + i));
    }
    for (int i = 256; i < 300; i++) {
      String error = client.readLine();
      assertThat(RawJson.find(error, "id")).isEqualTo("" + i);
      assertThat(RawJson.find(error, "error", "code")).isEqualTo("-32603");
      assertThat(RawJson.string(error, "error", "message")).contains("256", "limit: 256");
      assertThat(RawJson.find(error, "error", "data", "mcpmux", "mayHaveBeenExecuted"))
          .isEqualTo("false");
    }
    second.send(OPEN + VALUE);
    for (int i = 0; i < 256; i++) {
      assertThat(second.readLine()).isEqualTo(call("" + i));
    }
    client.send(call("300"));
    assertThat(second.readLine()).isEqualTo(call("300"));
  }

  @Test
  void a_frame_over_the_bound_waits_if_it_is_alone_and_is_refused_if_not() throws Exception {
    FakeDaemon.Session first = daemon.accept();
    open(first, VALUE);
    first.close();
    FakeDaemon.Session second = daemon.accept();
    String large = large("1", 3 << 20);
    Thread sender = inBackground(() -> client.send(large));

    second.send(OPEN + VALUE);
    assertThat(second.readLine()).isEqualTo(large);
    sender.join();
    second.close();
    assertLost(client.readLine(), "1", true);

    FakeDaemon.Session third = daemon.accept();
    client.send(call("2")).send(large("3", 3 << 20)).send(call("4"));
    String error = client.readLine();
    assertThat(RawJson.find(error, "id")).isEqualTo("3");
    assertThat(RawJson.string(error, "error", "message")).contains("limit: 1048576");
    third.send(OPEN + VALUE);
    assertThat(third.readLine()).isEqualTo(call("2"));
    assertThat(third.readLine()).isEqualTo(call("4"));
  }

  @Test
  void a_frame_longer_than_what_is_kept_wakes_a_session_that_was_stopped() throws Exception {
    FakeDaemon.Session first = daemon.accept();
    open(first, VALUE);
    first.send("\u001e{\"close\":{\"reason\":\"stopping\",\"message\":\"stopped\"}}\n");
    first.close();
    String large = large("1", 2 << 20);
    Thread sender = inBackground(() -> client.send(large));

    FakeDaemon.Session second = daemon.accept();
    second.send(OPEN + VALUE);
    assertThat(second.readLine()).isEqualTo(large);
    sender.join();
  }

  @Test
  void a_refusal_while_a_long_frame_is_half_read_is_the_answer_to_it() throws Exception {
    FakeDaemon.Session first = daemon.accept();
    open(first, VALUE);
    first.close();
    Thread sender = inBackground(() -> client.send(large("1", 3 << 20)));
    FakeDaemon.Session second = daemon.accept();
    second.send("{\"mcpmux\":1,\"error\":{\"reason\":\"bad-hello\",\"message\":\"not so\"}}\n");
    second.close();

    String error = client.readLine();
    assertThat(RawJson.find(error, "id")).isEqualTo("1");
    assertThat(RawJson.string(error, "error", "message")).isEqualTo("not so");
    sender.join();
    client.send(call("2"));
    FakeDaemon.Session third = daemon.accept();
    third.send(OPEN + VALUE);
    assertThat(third.readLine()).isEqualTo(call("2"));
  }
}
