package dev.mcpmux.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.config.Limits;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.port.MuxListener;
import dev.mcpmux.netty.config.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What a session hears of a failure of ours: that the daemon has gone it must not believe. */
@ExtendWith(NoLeaks.class)
@ParameterizedClass
@EnumSource(Transport.class)
class SessionFailureTest extends EndToEnd {

  @Override
  public void choose(MuxServerBuilder builder) {
    builder.listener(
        new MuxListener() {
          @Override
          public void sessionFrameRefused(int session, FrameView frame, String reason) {
            throw new NoClassDefFoundError("no descriptor was left to read it");
          }
        });
  }

  @Test
  void a_session_in_which_we_fail_is_told_so_before_it_is_closed_and_others_go_on()
      throws Exception {
    start(Limits.defaults());
    TestClient other = session(ECHO);
    TestClient client = session(ECHO);

    client.send("{\"id\":", "{}");

    String line = client.line();
    while (!line.startsWith("\u001e")) {
      line = client.line();
    }
    assertThat(line).startsWith("\u001e{\"close\":{\"reason\":\"internal-error\"");
    Await.until("the session is gone", () -> status().sessions().size() == 1);
    other.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}");
    assertThat(other.line()).contains("\"id\":1");
  }
}
