package dev.mcpmux.cli.attach.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.text.RawJson;
import org.junit.jupiter.api.Test;

/** A daemon that is killed in the middle of a frame, in either direction. */
class ResumeCutIT extends LostDaemons {

  @Test
  void half_a_line_of_the_daemon_never_reaches_the_client() throws Exception {
    FakeDaemon.Session first = daemon.accept();
    open(first, VALUE);
    client.send(call("1"));
    first.readLine();
    first.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"half");
    first.close();

    assertLost(client.readLine(), "1", true);
    daemon.accept().send(OPEN + VALUE + answer("2"));
    assertThat(client.readLine() + "\n").isEqualTo(answer("2"));
  }

  @Test
  void an_answer_that_lacks_its_line_end_alone_is_an_error_for_its_request() throws Exception {
    FakeDaemon.Session first = daemon.accept();
    open(first, VALUE);
    client.send(call("1"));
    first.readLine();
    first.send(answer("1").trim());
    first.close();

    assertLost(client.readLine(), "1", true);
    daemon.accept().send(OPEN + VALUE + answer("2"));
    assertThat(client.readLine() + "\n").isEqualTo(answer("2"));
  }

  @Test
  void a_long_answer_that_lacks_its_line_end_alone_is_an_answer() throws Exception {
    FakeDaemon.Session first = daemon.accept();
    open(first, VALUE);
    client.send(call("1"));
    first.readLine();
    String answer = "{\"id\":1,\"result\":{\"x\":\"" + "y".repeat(300_000) + "\"}}";
    first.send(answer);
    first.close();

    assertThat(client.readLine()).isEqualTo(answer);
    daemon.accept().send(OPEN + VALUE + answer("2"));
    assertThat(client.readLine() + "\n").isEqualTo(answer("2"));
  }

  @Test
  void a_long_line_of_which_the_client_has_a_part_is_ended_before_the_error() throws Exception {
    FakeDaemon.Session first = daemon.accept();
    open(first, VALUE);
    client.send(call("1"));
    first.readLine();
    String start = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"x\":\"" + "y".repeat(300_000);
    first.send(start);
    first.close();

    assertThat(start).startsWith(client.readLine());
    assertLost(client.readLine(), "1", true);
    daemon.accept().send(OPEN + VALUE + answer("2"));
    assertThat(client.readLine() + "\n").isEqualTo(answer("2"));
  }

  @Test
  void a_frame_of_which_the_daemon_got_a_part_is_sent_once_more_or_fails() throws Exception {
    FakeDaemon.Session first = daemon.accept();
    open(first, VALUE);
    client.sendBytes("{\"jsonrpc\":\"2.0\",\"id\":1,");
    first.readByte();
    first.close();
    FakeDaemon.Session second = daemon.accept();
    client.send("\"method\":\"tools/call\"}").send(call("2"));

    String error = client.readLine();
    assertThat(RawJson.find(error, "id")).isEqualTo("1");
    second.send(OPEN + VALUE);
    assertThat(second.readLine()).isEqualTo(call("2"));
  }

  @Test
  void a_large_frame_that_is_half_with_the_daemon_fails_when_its_end_has_come() throws Exception {
    FakeDaemon.Session first = daemon.accept();
    open(first, VALUE);
    String large = large("1", 4 << 20);
    Thread sender = inBackground(() -> client.send(large).send(call("2")));
    for (int i = 0; i < 100_000; i++) {
      first.readByte();
    }
    first.close();

    String error = client.readLine();
    assertThat(RawJson.find(error, "id")).isEqualTo("1");
    assertThat(RawJson.string(error, "error", "data", "mcpmux", "reason")).isEqualTo("daemon-lost");
    sender.join();
    FakeDaemon.Session second = daemon.accept();
    second.send(OPEN + VALUE);
    assertThat(second.readLine()).isEqualTo(call("2"));
  }
}
