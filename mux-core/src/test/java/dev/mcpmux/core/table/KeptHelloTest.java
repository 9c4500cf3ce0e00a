package dev.mcpmux.core.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.config.Limits;
import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.config.ServerConfig;
import dev.mcpmux.core.engine.MuxParts;
import dev.mcpmux.core.port.MuxListener;
import dev.mcpmux.core.port.SessionHello;
import dev.mcpmux.core.port.Target;
import dev.mcpmux.core.script.RecordingActions;
import dev.mcpmux.core.script.Servers;
import dev.mcpmux.core.state.MuxState;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is kept of a client's environment, which holds secrets. */
class KeptHelloTest {
  private static final ServerConfig SERVER = Servers.plain("s");

  private final RecordingActions actions = new RecordingActions();
  private final MuxState state =
      new MuxState(
          new MuxConfig(Map.of("s", SERVER), Limits.defaults()),
          actions,
          actions,
          MuxListener.NONE);
  private final MuxParts parts = new MuxParts(state);

  @Test
  void nothing_is_kept_of_the_environment_of_a_session_that_has_gone() {
    open(1);
    open(2);
    WeakReference<PackedHello> last = hello(2);

    parts.sessionGone(2);

    assertThat(isCollected(last)).isTrue();
    assertThat(hello(1).get()).isNotNull();
  }

  @Test
  void what_is_kept_is_what_was_said_to_the_byte() {
    Map<String, String> environment = Map.of("A\udce8", "caf\udce9", "B", "é?", "C", "");
    SessionHello hello = new SessionHello(new Target.Named("s"), "/\udcff", environment);

    SessionHello kept = new PackedHello(hello, null).unpack();

    assertThat(kept.environment()).isEqualTo(environment);
    assertThat(kept.cwd()).isEqualTo("/\udcff");
  }

  private void open(int session) {
    SessionHello hello =
        new SessionHello(new Target.Named("s"), "/p", Map.of("TOKEN", "secret" + session));
    assertThat(parts.openSession(session, hello)).isEmpty();
  }

  private WeakReference<PackedHello> hello(int session) {
    return new WeakReference<>(state.session(session).origin().hello());
  }

  private static boolean isCollected(WeakReference<?> reference) {
    long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (reference.get() != null && System.nanoTime() < end) {
      System.gc();
    }
    return reference.get() == null;
  }
}
