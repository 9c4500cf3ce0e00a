package dev.mcpmux.netty.local;

import dev.mcpmux.core.api.session.McpSession;
import dev.mcpmux.core.api.session.SessionClosedException;
import dev.mcpmux.core.api.session.SessionOptions;
import dev.mcpmux.core.port.CloseCause;
import dev.mcpmux.core.port.SessionHello;
import dev.mcpmux.netty.drive.MuxDriver;
import dev.mcpmux.netty.log.Log;
import java.util.concurrent.CompletableFuture;
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
    SureExecutor executor = threads.callbacks(options);
    BiConsumer<String, String> refuse =
        (reason, why) ->
            executor.execute(
                () -> opened.completeExceptionally(new SessionClosedException(reason, why)));
    try {
      lookup.complete(
          options,
          hello -> open(options, hello, executor, opened, refuse),
          why -> refuse.accept("lookup-failed", why));
    } catch (RuntimeException | Error e) {
      fail(e, refuse);
    }
  }

  /** Says no to a program that no opening was begun for. By any thread. */
  public void refuse(
      SessionOptions options, CompletableFuture<McpSession> opened, SessionClosedException why) {
    threads.callbacks(options).execute(() -> opened.completeExceptionally(why));
  }

  private void open(
      SessionOptions options,
      SessionHello hello,
      SureExecutor executor,
      CompletableFuture<McpSession> opened,
      BiConsumer<String, String> refuse) {
    MuxDriver.Opening<LocalSessionLink> opening;
    try {
      opening =
          driver.onSessionOpen(
              number -> new LocalSessionLink(number, driver, options, executor), hello);
    } catch (RuntimeException | Error e) {
      fail(e, refuse);
      return;
    }
    if (opening.refused().isPresent()) {
      refuse.accept(opening.refused().get().reason(), opening.refused().get().message());
      return;
    }
    SessionPeer peer = opening.session().peer();
    opened.whenComplete(
        (session, failure) -> {
          if (failure != null) {
            peer.close(); // its program has given it up
          }
        });
    peer.initialize()
        .whenComplete(
            (session, failure) -> {
              if (failure != null) {
                opened.completeExceptionally(Failure.cause(failure));
              } else if (!opened.complete(session)) {
                session.close();
              }
            });
  }

  /** Else its program would wait for ever. */
  private static void fail(Throwable cause, BiConsumer<String, String> refuse) {
    Log.bug("a session of this program could not be opened", cause);
    refuse.accept(CloseCause.INTERNAL.reason(), CloseCause.INTERNAL.message());
  }
}
