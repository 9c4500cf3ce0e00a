package dev.mcpmux.netty.remote;

import dev.mcpmux.core.time.Timers.Timer;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpResponse;

/**
 * One HTTP request and its answer. {@link Connections} gives it a connection when it is its turn
 * and tells it what comes, on the event loop; after {@link #onEnd}, {@link #onUnsent} or {@link
 * #onBroken} nothing follows.
 */
abstract class Exchange {

  /** Null while it waits for one, and after its end. */
  private Connection connection;

  private boolean over;
  private boolean letGo;

  /** What is to be sent; called once, and released by who calls. */
  abstract FullHttpRequest request();

  /** How many bytes wait as long as it is not sent. */
  abstract int bytes();

  /** The answer begins. */
  abstract void onHead(HttpResponse head);

  /**
   * More of the answer's body.
   *
   * @param bytes lent
   */
  abstract void onBody(ByteBuf bytes);

  /** The answer is complete. */
  abstract void onEnd();

  /**
   * There is no connection to be had, so nothing was sent.
   *
   * @param what a clause for people
   */
  abstract void onUnsent(String what);

  /**
   * The connection was lost before the answer was complete, or says what is no HTTP.
   *
   * @param what a clause for people that follows "the server"
   */
  abstract void onBroken(String what);

  /** Nothing more is told: frees what is kept of the answer. */
  abstract void free();

  final boolean isOver() {
    return over;
  }

  final boolean isSent() {
    return connection != null;
  }

  final void sentOn(Connection on) {
    connection = on;
  }

  final void setOver() {
    over = true;
    connection = null;
  }

  /** What it was for is done: nothing need wait for the rest of its answer. */
  final void letGo() {
    letGo = true;
    if (connection != null) {
      connection.letGo();
    }
  }

  /** Whether others may have its place. */
  final boolean isDone() {
    return over || letGo;
  }

  /**
   * Runs something later on the event loop. Only between {@link #onHead} and the end of the answer.
   */
  final Timer later(Runnable task, long millis) {
    return connection.later(task, millis);
  }

  /** Whatever comes is of no interest any more. */
  final void abort() {
    Connection on = connection;
    setOver();
    if (on != null) {
      on.close();
    }
  }
}
