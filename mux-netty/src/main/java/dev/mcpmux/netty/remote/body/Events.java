package dev.mcpmux.netty.remote.body;

import io.netty.buffer.ByteBuf;

/**
 * What is kept of an event stream over the connections it takes: where it was, and when it may be
 * opened again.
 */
public abstract class Events implements SseParser.Sink {

  private static final long FIRST_PAUSE_MILLIS = 1_000;
  private static final long LONGEST_PAUSE_MILLIS = 30_000;

  /** A server that ends its streams at once and says 0 would keep both sides busy. */
  private static final long SHORTEST_PAUSE_MILLIS = 50;

  private static final String MESSAGE = "message";

  private long pauseMillis = FIRST_PAUSE_MILLIS;
  private String lastId;

  /** How often it was opened in vain since something came. */
  private int failures;

  /** A message, lent. */
  protected abstract void onMessage(ByteBuf message);

  /** An event of another type, lent. */
  protected void onOther(String type, ByteBuf data) {
    // means nothing
  }

  @Override
  public final void onEvent(String type, ByteBuf data) {
    failures = 0;
    if (type.equals(MESSAGE)) {
      onMessage(data);
    } else {
      onOther(type, data);
    }
  }

  @Override
  public final void onRetry(long millis) {
    pauseMillis = Math.max(SHORTEST_PAUSE_MILLIS, Math.min(millis, LONGEST_PAUSE_MILLIS));
    if (millis > LONGEST_PAUSE_MILLIS) {
      log("asks for a pause of " + millis + " ms (limit: " + LONGEST_PAUSE_MILLIS + ")");
    }
  }

  @Override
  public final void onLongField(String field, long bytes) {
    log("sent a field of " + bytes + " bytes in an event (limit: that of headers): " + field);
  }

  /** Something for the server's log file. */
  protected void log(String line) {
    // nobody wants to know
  }

  @Override
  public final void onId(String id) {
    failures = 0;
    lastId = id;
  }

  /** Null when there was none. */
  public final String lastId() {
    return lastId;
  }

  public final int failures() {
    return failures;
  }

  /** How long to wait before it is opened again; longer each time that is in vain. */
  public final long nextPauseMillis() {
    long longer = pauseMillis << Math.min(failures, 10);
    failures++;
    return Math.max(pauseMillis, Math.min(longer, LONGEST_PAUSE_MILLIS));
  }
}
