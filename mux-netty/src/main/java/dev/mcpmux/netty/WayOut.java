package dev.mcpmux.netty;

import dev.mcpmux.netty.log.Log;
import dev.mcpmux.netty.socket.SessionSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How a {@link MuxServer} ends, once, whoever wants it to and whenever: it takes no sessions any
 * more, has those that it has and their servers end, and then what it is made of. Whatever stops it
 * before it has started is seen to when it has.
 */
final class WayOut {

  private static final long USAGE_WRITE_SECONDS = 2;
  private static final long STOP_LOOK_MILLIS = 10;
  private static final Duration STOP_RESERVE = Duration.ofSeconds(12);

  private final MuxServerBuilder options;
  private final SessionSocket socket;
  private final HttpSide http;
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private final AtomicBoolean ending = new AtomicBoolean();

  /** Its start has begun, and is over. These change with the lock. */
  private boolean starting;

  private boolean started;

  /** It is to end: at once, if its start is over. */
  private volatile boolean wanted;

  private volatile Threads threads;
  private volatile Served served;

  WayOut(MuxServerBuilder options, SessionSocket socket, HttpSide http) {
    this.options = options;
    this.socket = socket;
    this.http = http;
  }

  /**
   * It begins to start.
   *
   * @throws IllegalStateException when that has happened already, or it was stopped
   */
  synchronized void starts() {
    if (starting || wanted) {
      throw new IllegalStateException(
          starting ? "it was started already" : "it was stopped before its start");
    }
    starting = true;
  }

  /** It has threads, and they end with it. */
  void has(Threads value) {
    threads = value;
  }

  /** It is about to serve with this. */
  void serves(Served value) {
    served = value;
  }

  /** Its start is over; a stop that came meanwhile begins now. */
  void started() {
    synchronized (this) {
      started = true;
      if (!wanted) {
        return;
      }
    }
    onLoop(this::begin);
  }

  /** Its start has failed: what there is of it ends. */
  void failed() {
    isFirst();
    end();
  }

  /** Has it end from now on; whether it is to begin with that now, which is said once. */
  private synchronized boolean isFirst() {
    boolean first = started && !wanted;
    wanted = true;
    return first;
  }

  /** Whether it takes nothing new any more. */
  boolean isWanted() {
    return wanted;
  }

  CompletionStage<Void> closed() {
    return closed.copy(); // nobody else completes it
  }

  /** As {@link MuxServer#stop}. By any thread. */
  CompletionStage<Void> stop() {
    boolean first;
    boolean again;
    boolean never;
    synchronized (this) {
      again = started && wanted;
      never = !starting;
      first = isFirst();
    }
    if (never) {
      closed.complete(null);
    } else if (first) {
      onLoop(this::begin);
    } else if (again) {
      onLoop(served.handover()::stopInstead);
    }
    return closed();
  }

  /** As {@link MuxServer#handOver}. By any thread. */
  CompletionStage<Void> handOver() {
    onLoop(this::beginHandover);
    return closed();
  }

  private void onLoop(Runnable task) {
    try {
      threads.loop().execute(task);
    } catch (RejectedExecutionException e) {
      // it has ended meanwhile
    }
  }

  /** Nobody has needed it for a while. Event loop only. */
  void onIdle() {
    if (isFirst()) {
      begin(); // at once: a session that is next in the loop's queue must not be opened first
    }
  }

  private synchronized boolean isStarted() {
    return started;
  }

  /**
   * Event loop only.
   *
   * @return false when it is not to be replaced
   */
  boolean beginHandover() {
    if (options.staysAtLeast.isEmpty()) {
      return false;
    }
    if (!isStarted()) {
      threads.loop().schedule(this::beginHandover, STOP_LOOK_MILLIS, TimeUnit.MILLISECONDS);
    } else if (isFirst()) {
      served.idle().end();
      // who comes now waits for the next one, which takes longer than it waits for one that stops
      socket.close();
      threads.helper().execute(socket::removeFile);
      http.drain(() -> {}); // beside the others
      served.handover().begin(this::begin);
    }
    return true;
  }

  private void begin() {
    served.idle().end();
    socket.close();
    threads.helper().execute(socket::removeFile);
    threads.processes().stop();
    http.drain(this::endSessions);
  }

  private void endSessions() {
    served.reception().beginStop(served.handover().goesOn());
    awaitEnd(System.nanoTime() + options.stopWaits.total().plus(STOP_RESERVE).toNanos());
  }

  private void awaitEnd(long givesUpAt) {
    boolean ended =
        served.driver().sessions() == 0
            && served.driver().isIdle()
            && threads.processes().haveEnded();
    if (!ended && System.nanoTime() - givesUpAt < 0) {
      threads.loop().schedule(() -> awaitEnd(givesUpAt), STOP_LOOK_MILLIS, TimeUnit.MILLISECONDS);
      return;
    }
    if (!ended) {
      Log.warn("stopped although not everything has ended");
    }
    CompletableFuture.runAsync(served.usage().end(), threads.helper())
        .orTimeout(USAGE_WRITE_SECONDS, TimeUnit.SECONDS) // a disk that hangs keeps nobody
        .whenComplete(
            (written, failure) -> {
              if (failure != null) {
                Log.warn("what was used last could not be written: " + failure);
              }
              threads.helper().execute(this::leaveSocket);
            });
  }

  private void leaveSocket() {
    socket.removeFile();
    threads.loop().execute(this::lastAct);
  }

  private void lastAct() {
    served.driver().releaseParked();
    served.control().endStop();
    served.embedder().end();
    http.close();
    served.pages().close();
    end();
  }

  /**
   * The event loop has ended by itself. Nothing is served ever again; sockets and locks are held
   * until the last thread has gone.
   */
  void loopBroken(Throwable cause) {
    Log.bug("the event loop has ended", cause);
    isFirst();
    try {
      options.whenBroken.run();
    } finally {
      end();
    }
  }

  /** Also where not all of it is there. By any thread, once. */
  private void end() {
    if (!ending.compareAndSet(false, true)) {
      return;
    }
    if (threads == null) {
      gone();
    } else {
      threads.end(this::gone);
    }
  }

  private void gone() {
    socket.removeFile();
    options.directories.removeTemporary();
    closed.complete(null);
  }
}
