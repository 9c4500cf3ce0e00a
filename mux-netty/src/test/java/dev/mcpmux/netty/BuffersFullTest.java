package dev.mcpmux.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.config.Limits;
import dev.mcpmux.netty.config.Transport;
import dev.mcpmux.netty.io.BufferRoom;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What is unsent, waits or arrives has one bound together, whoever holds it. */
@ExtendWith(NoLeaks.class)
@ParameterizedClass
@EnumSource(Transport.class)
class BuffersFullTest extends EndToEnd {

  private static final int MIB = 1 << 20;
  private static final int REPLY_BYTES = 6 * MIB;

  private final Logger log = Logger.getLogger("dev.mcpmux");
  private final List<String> said = new CopyOnWriteArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord record) {
          said.add(record.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @AfterEach
  void forget() {
    log.removeHandler(handler);
    BufferRoom.limit(Long.MAX_VALUE);
  }

  @Test
  void of_sessions_that_do_not_read_those_with_the_most_are_closed_and_others_are_served()
      throws Exception {
    log.addHandler(handler);
    start(room(64 * MIB));
    TestClient reader = session(ECHO);
    List<TestClient> others = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      TestClient other = session(ECHO);
      other.stopReading();
      others.add(other);
    }

    for (TestClient other : others) {
      for (int call = 0; call < 4; call++) {
        other.send(call(Integer.toString(call), "big", "\"size\":" + REPLY_BYTES, null));
      }
    }

    Await.until("some are closed", () -> status().sessions().size() < 8);
    assertThat(said)
        .anyMatch(
            line ->
                line.matches(
                    "session \\d+ is closed: the client does not read: bytes of all buffers: \\d+"
                        + " \\(limit: \\d+\\), of which unsent to it: \\d+"));
    reader.send(call("1", "echo", "", null));
    assertThat(reader.line()).contains("\"id\":1", "\"result\"");
    assertThat(status().sessions()).isNotEmpty();
  }

  @Test
  void a_message_for_which_there_is_no_room_ends_the_session_that_sends_it() throws Exception {
    start(room(8 * MIB));
    TestClient sender = session(ECHO);
    TestClient other = session(ECHO);

    Thread sends = new Thread(() -> sendUntilClosed(sender), "sender");
    sends.start();

    assertThat(sender.line())
        .contains("\"close\"", "\"busy\"", "bytes of all buffers: ", "(limit: ");
    other.send(call("1", "echo", "", null));
    assertThat(other.line()).contains("\"id\":1", "\"result\"");
    sends.join();
  }

  private static void sendUntilClosed(TestClient client) {
    try {
      client.sendRaw(
          "{\"jsonrpc\":\"2.0\",\"method\":\"x\",\"params\":{\"x\":\""
              .getBytes(StandardCharsets.UTF_8));
      byte[] more = new byte[MIB];
      Arrays.fill(more, (byte) 'x');
      for (int i = 0; i < 60; i++) {
        client.sendRaw(more);
      }
    } catch (IOException e) {
      // that is what is waited for
    }
  }

  private static Limits room(int bytes) {
    return limits(Map.of("maxBufferBytes", BufferRoom.used() + bytes));
  }
}
