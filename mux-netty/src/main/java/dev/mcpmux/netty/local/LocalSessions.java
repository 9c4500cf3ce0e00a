package dev.mcpmux.netty.local;

import dev.mcpmux.core.api.session.McpSession;
import dev.mcpmux.core.api.session.SessionClosedException;
import dev.mcpmux.core.api.session.SessionOptions;
import dev.mcpmux.core.port.SessionHello;
import dev.mcpmux.netty.drive.MuxDriver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Opens sessions of the program around mcpmux. */
public final class LocalSessions {

  /** Finds out what a hello leaves open. */
  public interface Lookup {

    /** Calls back on the event loop, once. */
    void complete(
        SessionOptions options, Consumer<SessionHello> completed, Consumer<String> unknown);
  }

  private final MuxDriver driver;
  private final Lookup lookup;
  private final LocalServers threads;

  public LocalSessions(MuxDriver driver, Lookup lookup, LocalServers threads) {
    this.driver = driver;
    this.lookup = lookup;
    this.threads = threads;
  }

  /**
   * Event loop only.
   *
   * @param opened completes with the session, or why there is none
   */
  public void open(SessionOptions options, CompletableFuture<McpSession> opened) {
    Executor executor = options.executor().orElseGet(threads::pool);
    BiConsumer<String, String> refuse =
        (reason, why) ->
            executor.execute(
                () -> opened.completeExceptionally(new SessionClosedException(reason, why)));
    lookup.complete(
        options,
        hello -> open(options, hello, executor, opened, refuse),
        why -> refuse.accept("lookup-failed", why));
  }

  private void open(
      SessionOptions options,
      SessionHello hello,
      Executor executor,
      CompletableFuture<McpSession> opened,
      BiConsumer<String, String> refuse) {
    MuxDriver.Opening<LocalSessionLink> opening =
        driver.onSessionOpen(
            number -> new LocalSessionLink(number, driver, options, executor), hello);
    if (opening.refused().isPresent()) {
      refuse.accept(opening.refused().get().reason(), opening.refused().get().message());
      return;
    }
    opening
        .session()
        .peer()
        .initialize()
        .whenComplete(
            (session, failure) -> {
              if (failure != null) {
                opened.completeExceptionally(Failure.cause(failure));
              } else if (!opened.complete(session)) {
                session.close();
              }
            });
  }
}
