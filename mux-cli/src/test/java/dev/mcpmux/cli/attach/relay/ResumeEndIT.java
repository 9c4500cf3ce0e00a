package dev.mcpmux.cli.attach.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.Client;
import org.junit.jupiter.api.Test;

/** A client that ends while there is no daemon. */
class ResumeEndIT extends LostDaemons {

  @Test
  void a_client_that_ends_while_there_is_no_daemon_ends_the_relay() throws Exception {
    FakeDaemon.Session first = daemon.accept();
    open(first, VALUE);
    first.close();
    FakeDaemon.Session second = daemon.accept();
    client.endInput();

    assertThat(client.exitCode()).isZero();
    second.close();
  }

  @Test
  void what_a_client_sent_before_it_ended_still_goes_to_the_next_daemon() throws Exception {
    FakeDaemon.Session first = daemon.accept();
    open(first, VALUE);
    first.close();
    FakeDaemon.Session second = daemon.accept();
    client.send(call("1")).endInput();

    second.send(OPEN + VALUE);
    assertThat(second.readLine()).isEqualTo(call("1"));
    assertThat(second.readLine()).isEqualTo("\u001e{\"end\":true}");
    second.send(answer("1") + "\u001e{\"close\":{\"reason\":\"end-of-input\",\"message\":\"\"}}\n");
    assertThat(client.readLine() + "\n").isEqualTo(answer("1"));
    assertThat(client.exitCode()).isZero();
  }

  @Test
  void a_client_that_ends_when_its_session_could_not_be_opened_again_ends_the_relay()
      throws Exception {
    FakeDaemon.Session first = daemon.accept();
    open(first, "");
    client.send(Client.INITIALIZED);
    first.readLine();
    first.close();
    FakeDaemon.Session second = daemon.accept();
    second.send(OPEN);
    assertThat(second.readLine()).isEqualTo(Client.INITIALIZE);
    second.close();
    FakeDaemon.Session third = daemon.accept();
    third.send("{\"mcpmux\":1,\"error\":{\"reason\":\"bad-hello\",\"message\":\"not so\"}}\n");
    third.close();
    assertThat(daemon.acceptsWithin(300)).isFalse();
    client.endInput();

    assertThat(client.exitCode()).isZero();
  }
}
