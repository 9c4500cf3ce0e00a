package dev.mcpmux.cli.attach.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.Client;
import dev.mcpmux.cli.text.RawJson;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What opens a session again that no value resumes: the client's own initialize. */
class ResumeHandshakeIT extends LostDaemons {

  @Test
  void an_initialize_that_was_not_answered_is_sent_again() throws Exception {
    FakeDaemon.Session first = daemon.accept();
    first.send(OPEN);
    client.send(Client.INITIALIZE);
    assertThat(first.readLine()).isEqualTo(Client.INITIALIZE);
    first.close();
    client.send(call("1"));

    FakeDaemon.Session second = daemon.accept();
    second.send(OPEN);

    assertThat(second.readLine()).isEqualTo(Client.INITIALIZE);
    assertThat(second.readLine()).isEqualTo(call("1"));
    second.send(VALUE + INITIALIZE_ANSWER + "\n");
    assertThat(client.readLine()).isEqualTo(INITIALIZE_ANSWER);
  }

  @Test
  void an_initialize_that_came_in_pieces_is_sent_again_whole() throws Exception {
    FakeDaemon.Session first = daemon.accept();
    first.send(OPEN);
    String before = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/other\"}";
    client.send(before);
    assertThat(first.readLine()).isEqualTo(before); // the relay reads each piece that comes now
    for (char c : Client.INITIALIZE.toCharArray()) {
      client.sendBytes("" + c);
    }
    client.send("");
    assertThat(first.readLine()).isEqualTo(Client.INITIALIZE);
    first.close();

    FakeDaemon.Session second = daemon.accept();
    second.send(OPEN);
    assertThat(second.readLine()).isEqualTo(Client.INITIALIZE);
    second.send(VALUE + INITIALIZE_ANSWER + "\n");
    assertThat(client.readLine()).isEqualTo(INITIALIZE_ANSWER);
  }

  @Test
  void without_a_value_the_session_is_opened_again_and_the_client_sees_one_answer()
      throws Exception {
    FakeDaemon.Session first = daemon.accept();
    open(first, "");
    client.send(Client.INITIALIZED);
    first.readLine();
    first.close();

    FakeDaemon.Session second = daemon.accept();
    second.send(OPEN);
    assertThat(second.readLine()).isEqualTo(Client.INITIALIZE);
    assertThat(second.readLine()).isEqualTo(Client.INITIALIZED);
    second.send(VALUE + INITIALIZE_ANSWER + "\n" + answer("9"));

    assertThat(client.readLine() + "\n").isEqualTo(answer("9"));
  }

  @Test
  void a_daemon_that_does_not_know_the_value_gets_the_initialize_of_the_client() throws Exception {
    FakeDaemon.Session first = daemon.accept();
    open(first, VALUE);
    client.send(Client.INITIALIZED);
    first.readLine();
    first.close();
    FakeDaemon.Session second = daemon.accept();
    second.send(
        "{\"mcpmux\":1,\"error\":{\"reason\":\"unknown-resume\",\"message\":\"version 9\"}}\n");
    second.close();

    FakeDaemon.Session third = daemon.accept();
    assertThat(RawJson.find(third.hello(), "resume")).isNull();
    third.send(OPEN);
    assertThat(third.readLine()).isEqualTo(Client.INITIALIZE);
    assertThat(third.readLine()).isEqualTo(Client.INITIALIZED);
    third.send(VALUE + INITIALIZE_ANSWER + "\n");
    for (String list : List.of("tools", "prompts", "resources")) {
      assertThat(client.readLine()).contains("notifications/" + list + "/list_changed");
    }
  }

  @Test
  void what_a_daemon_that_stops_refused_is_not_held_against_the_next_one() throws Exception {
    FakeDaemon.Session first = daemon.accept();
    open(first, "");
    first.close();
    FakeDaemon.Session second = daemon.accept();
    second.send(OPEN);
    assertThat(second.readLine()).isEqualTo(Client.INITIALIZE);
    second.send(
        "{\"jsonrpc\":\"2.0\",\"id\":0,\"error\":{\"code\":-32603,\"message\":\"not now\"}}\n"
            + "\u001e{\"close\":{\"reason\":\"stopping\",\"message\":\"stopped\"}}\n");
    assertThat(second.readByte()).isEqualTo(-1);

    client.send(call("1"));
    FakeDaemon.Session third = daemon.accept();
    third.send(OPEN);
    assertThat(third.readLine()).isEqualTo(Client.INITIALIZE);
    assertThat(third.readLine()).isEqualTo(call("1"));
    String log = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\"}";
    third.send(log + "\n");
    assertThat(client.readLine()).isEqualTo(log);
    third.send(INITIALIZE_ANSWER + "\n" + answer("1"));
    assertThat(client.readLine() + "\n").isEqualTo(answer("1"));
  }

  @Test
  void an_initialize_that_fails_when_it_is_sent_again_is_sent_again_for_the_next_request()
      throws Exception {
    FakeDaemon.Session first = daemon.accept();
    open(first, "");
    first.close();
    FakeDaemon.Session second = daemon.accept();
    second.send(OPEN);
    assertThat(second.readLine()).isEqualTo(Client.INITIALIZE);
    second.send(
        "{\"jsonrpc\":\"2.0\",\"id\":0,\"error\":{\"code\":-32603,\"message\":\"not now\"}}\n");
    assertThat(second.readByte()).isEqualTo(-1);
    assertThat(daemon.acceptsWithin(300)).isFalse(); // what came before that is told so

    client.send(call("1"));
    FakeDaemon.Session third = daemon.accept();
    third.send(OPEN);
    assertThat(third.readLine()).isEqualTo(Client.INITIALIZE);
    assertThat(third.readLine()).isEqualTo(call("1"));
    third.send(INITIALIZE_ANSWER + "\n" + answer("1"));
    assertThat(client.readLine() + "\n").isEqualTo(answer("1"));
  }
}
