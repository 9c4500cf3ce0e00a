package dev.mcpmux.netty;

import dev.mcpmux.core.api.session.McpSession;
import dev.mcpmux.core.api.session.SessionOptions;
import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.netty.drive.MuxDriver;
import dev.mcpmux.netty.local.LocalSessions;
import dev.mcpmux.netty.socket.HelloLookups;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/** Opens sessions of the program around a {@link MuxServer}, until that stops. Thread-safe. */
final class OwnSessions {
  private final Threads threads;
  private final LocalSessions sessions;

  /**
   * @param config the one in force
   */
  OwnSessions(WayOut wayOut, Threads threads, MuxDriver driver, Supplier<MuxConfig> config) {
    this.threads = threads;
    this.sessions =
        new LocalSessions(
            driver,
            (asked, completed, unknown) ->
                HelloLookups.complete(threads.lookups(), config.get(), asked, completed, unknown),
            threads.locals(),
            wayOut::isWanted);
  }

  CompletableFuture<McpSession> open(SessionOptions session) {
    CompletableFuture<McpSession> opened = sessions.toOpen(session);
    try {
      threads.loop().execute(() -> sessions.open(session, opened));
    } catch (RejectedExecutionException e) {
      sessions.refuse(session, opened);
    }
    return opened;
  }
}
