package dev.mcpmux.netty.tap;

/**
 * One who looks: what is shown to him, and what waits to be. It is added to on the event loop and
 * emptied by the {@link TapThread}.
 */
public final class Tap {

  /** Takes lines of JSON. All of it is called by the tap thread, never at the same time. */
  public interface Sink {

    /** Whether it takes more now: while it does not, frames wait, and then are lost. */
    boolean isReady();

    /**
     * @param lines of JSON in UTF-8, each with its line end
     */
    void write(byte[] lines);

    /** Nothing more comes. */
    void end();
  }

  private static final int MAX_FRAMES = 2048;

  /** Some that nobody reads leave room for others. */
  private static final long MAX_BYTES = Feed.MAX_HELD_BYTES / 4;

  private final TapRequest request;
  private final Sink sink;
  private final Ring ring;

  /** Of the tap thread alone. */
  private final FrameLine lines = new FrameLine();

  /** Likewise: it could not be shown to, and waits to be closed. */
  private boolean failed;

  private volatile boolean complete;
  private volatile boolean closed;

  Tap(TapRequest request, Sink sink, Room room) {
    this.request = request;
    this.sink = sink;
    this.ring = new Ring(MAX_FRAMES, MAX_BYTES, room);
  }

  TapRequest request() {
    return request;
  }

  Sink sink() {
    return sink;
  }

  Ring ring() {
    return ring;
  }

  FrameLine lines() {
    return lines;
  }

  void fail() {
    failed = true;
  }

  boolean hasFailed() {
    return failed;
  }

  /** Nothing is added any more: it ends when it has shown what there is. */
  void complete() {
    complete = true;
  }

  boolean isComplete() {
    return complete;
  }

  /** Nothing is shown any more. */
  void close() {
    closed = true;
  }

  boolean isClosed() {
    return closed;
  }
}
