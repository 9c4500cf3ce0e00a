package dev.mcpmux.cli.attach.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.RelayKind;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** A daemon that is silent for so long that the relay asks whether it lives. */
class ResumeHangIT extends LostDaemons {

  @Test
  void a_daemon_of_which_the_asking_process_learns_nothing_is_kept() throws Exception {
    Assumptions.assumeTrue(relay == RelayKind.NATIVE); // the other one has no such process
    FakeDaemon.Session first = daemon.accept();
    open(first, VALUE);
    client.send(call("1"));
    first.readLine();
    assertThat(first.readLine()).isEqualTo("\u001e{\"ping\":1}");
    try (SocketChannel question = daemon.acceptUnread()) {
      ProcessHandle asking =
          ProcessHandle.of(client.pid()).orElseThrow().children().findAny().orElseThrow();
      asking.destroyForcibly();
      while (question.read(ByteBuffer.allocate(100)) >= 0) {
        // until it has ended
      }
    }
    first.send(answer("1"));

    assertThat(client.readLine() + "\n").isEqualTo(answer("1"));
    client.send(call("2"));
    assertThat(first.readLine()).isEqualTo(call("2"));
  }
}
