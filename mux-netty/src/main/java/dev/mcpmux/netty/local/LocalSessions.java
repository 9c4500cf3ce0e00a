package dev.mcpmux.netty.local;

import dev.mcpmux.core.api.session.McpSession;
import dev.mcpmux.core.api.session.SessionClosedException;
import dev.mcpmux.core.api.session.SessionOptions;
import dev.mcpmux.core.peer.Failure;
import dev.mcpmux.core.peer.SessionPeer;
import dev.mcpmux.core.peer.SureExecutor;
import dev.mcpmux.core.port.CloseCause;
import dev.mcpmux.core.port.SessionHello;
import dev.mcpmux.netty.drive.MuxDriver;
import dev.mcpmux.netty.log.Log;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
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
  private final BooleanSupplier stopping;

  /**
   * @param stopping whether none is opened any more
   */
  public LocalSessions(
      MuxDriver driver, Lookup lookup, LocalServers threads, BooleanSupplier stopping) {
    this.driver = driver;
    this.lookup = lookup;
    this.threads = threads;
    this.stopping = stopping;
  }

  /** Completes with a session for {@link #open}, or why there is none. By any thread. */
  public CompletableFuture<McpSession> toOpen(SessionOptions options) {
    CompletableFuture<McpSession> opened = new CompletableFuture<>();
    threads.opening(opened, threads.callbacks(options));
    return opened;
  }

  /**
   * Event loop only.
   *
   * @param opened of {@link #toOpen}
   */
  public void open(SessionOptions options, CompletableFuture<McpSession> opened) {
    if (stopping.getAsBoolean()) {
      refuse(options, opened);
      return;
    }
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

  /** Says that mcpmux is stopping. By any thread. */
  public void refuse(SessionOptions options, CompletableFuture<McpSession> opened) {
    SessionClosedException why = new SessionClosedException("stopping", "mcpmux is stopping");
    threads.callbacks(options).execute(() -> opened.completeExceptionally(why));
  }

  private void open(
      SessionOptions options,
      SessionHello hello,
      SureExecutor executor,
      CompletableFuture<McpSession> opened,
      BiConsumer<String, String> refuse) {
    if (stopping.getAsBoolean()) { // since it was asked for
      refuse(options, opened);
      return;
    }
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
    threads.opened(peer);
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
