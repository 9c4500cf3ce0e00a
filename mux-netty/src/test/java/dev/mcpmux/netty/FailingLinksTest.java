package dev.mcpmux.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.config.Limits;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.port.MuxListener;
import dev.mcpmux.netty.config.Transport;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Where something is thrown in the middle of an event, one link ends, and all others go on. */
@ExtendWith(NoLeaks.class)
@ParameterizedClass
@EnumSource(Transport.class)
class FailingLinksTest extends EndToEnd {

  /** As an unknown number of a task does it: it is refused, and whoever watches is told. */
  private static final String REFUSED =
      "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":99}}";

  private final AtomicInteger noise = new AtomicInteger();

  @Override
  public void choose(MuxServerBuilder builder) {
    builder.listener(
        new MuxListener() {
          @Override
          public void sessionFrameRefused(int session, FrameView frame, String reason) {
            throw new StackOverflowError("as the test wants it");
          }

          @Override
          public void upstreamNoise(int upstream, String server, FrameView line) {
            if (noise.getAndIncrement() == 0) {
              throw new OutOfMemoryError("as the test wants it");
            }
          }
        });
  }

  @Test
  void an_error_that_a_session_causes_ends_that_session_with_words() throws Exception {
    start(Limits.defaults());
    TestClient first = session(ECHO);
    TestClient second = session(ECHO);

    first.send(REFUSED);

    assertThat(first.line()).contains("\"close\"", "internal-error", "see the daemon's log");
    second.send(call("1", "echo", "", null));
    assertThat(second.line()).contains("\"id\":1", "\"result\"");
    assertThat(status().sessions()).hasSize(1);
  }

  @Test
  void an_error_that_a_server_causes_ends_that_process_and_another_comes() throws Exception {
    start(Limits.defaults());
    TestClient client = session(ECHO);

    client.send(call("1", "noise", "", null));
    assertThat(client.line()).contains("\"id\":1", "\"error\"", "could not go on with it");

    client.send(call("2", "echo", "", null));
    String line = client.line();
    while (line.contains("list_changed")) {
      line = client.line(); // the other process may list other tools
    }
    assertThat(line).contains("\"id\":2", "\"result\"");
  }
}
