package dev.mcpmux.netty.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.api.session.McpSession;
import dev.mcpmux.core.api.session.SessionClosedException;
import dev.mcpmux.core.api.session.SessionOptions;
import dev.mcpmux.core.port.SessionHello;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Nothing here gets as far as the driver. */
class LocalSessionsTest {
  private final SessionOptions options = SessionOptions.server("any").on(Runnable::run);
  private final List<Consumer<SessionHello>> lookups = new ArrayList<>();
  private final LocalServers threads = new LocalServers();
  private boolean stopping;
  private final LocalSessions sessions =
      new LocalSessions(
          null, (asked, completed, unknown) -> lookups.add(completed), threads, () -> stopping);

  private static String reason(CompletableFuture<McpSession> opened) {
    assertThat(opened).isCompletedExceptionally();
    return opened.handle((session, failure) -> ((SessionClosedException) failure).reason()).join();
  }

  @Test
  void none_is_opened_where_mcpmux_stops_while_its_directory_is_looked_up() {
    CompletableFuture<McpSession> opened = sessions.toOpen(options);
    sessions.open(options, opened);
    assertThat(opened).isNotDone();

    stopping = true;
    lookups.get(0).accept(null);

    assertThat(reason(opened)).isEqualTo("stopping");
  }

  @Test
  void none_is_looked_up_when_mcpmux_is_stopping() {
    stopping = true;
    CompletableFuture<McpSession> opened = sessions.toOpen(options);
    sessions.open(options, opened);

    assertThat(reason(opened)).isEqualTo("stopping");
    assertThat(lookups).isEmpty();
  }

  @Test
  void one_whose_look_up_is_never_answered_fails_when_mcpmux_has_stopped() {
    CompletableFuture<McpSession> opened = sessions.toOpen(options);
    sessions.open(options, opened);

    threads.stop();

    assertThat(reason(opened)).isEqualTo("stopping");
  }
}
