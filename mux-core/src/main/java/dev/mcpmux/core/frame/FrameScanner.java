package dev.mcpmux.core.frame;

import java.nio.ByteBuffer;

/**
 * Finds the end of one newline-delimited JSON-RPC message, checks that it is JSON (RFC 8259) in
 * UTF-8 (RFC 3629), and notes where the members in {@link Field} stand; all in one pass over the
 * bytes as they arrive. It allocates nothing per frame, does not recurse, and looks at no byte
 * twice except for short keys on watched paths and short watched values.
 *
 * <p>One frame: {@link #scan} with each read until it returns true, or {@link #finish} at the end
 * of input; then {@link #view} and {@link #lineBytes} hold; then {@link #reset}.
 *
 * <p>Positions are relative to the frame's first byte, so that the caller may move the bytes, or
 * pass another buffer, between two reads.
 *
 * <h2>Frames over the limit</h2>
 *
 * The caller knows the limit. Past it, it calls {@link #startDiscarding} and from then on may drop
 * the bytes in front of {@link #keepFrom}, telling {@link #discarded}. The frame is still read to
 * its end, so that its id is known even when it comes last, and somebody can be told.
 *
 * <h2>Ownership</h2>
 *
 * Buffers are borrowed: read by absolute index, position and limit left alone. Not thread-safe.
 */
public final class FrameScanner {
  /** Open arrays and objects at one time. */
  public static final int DEFAULT_MAX_DEPTH = 512;

  /** Length of an id, a progress token or a request id, as it stands in the frame. */
  public static final int DEFAULT_MAX_ID_BYTES = 1024;

  private final FrameView view = new FrameView();
  private final WatchedMembers members;
  private final JsonWalk walk;
  private final int maxDepth;

  /** A longer key or value in progress is none that will be needed. */
  private final int maxKeptBytes;

  private int lineBytes;
  private boolean complete;
  private boolean discarding;
  private int frameLimit;

  /** A scanner with the default limits. */
  public FrameScanner() {
    this(DEFAULT_MAX_DEPTH, DEFAULT_MAX_ID_BYTES);
  }

  /**
   * A scanner with these limits.
   *
   * @param maxDepth open arrays and objects at one time, at least 1
   * @param maxIdBytes length of an id or token as it stands in the frame, quotes included
   */
  public FrameScanner(int maxDepth, int maxIdBytes) {
    this.maxDepth = maxDepth;
    this.maxKeptBytes = Math.max(FieldTree.MAX_KEY_BYTES, maxIdBytes);
    this.members = new WatchedMembers(view, maxIdBytes);
    this.walk = new JsonWalk(view, members, maxDepth);
    reset();
  }

  /** Makes the scanner ready for the next frame; the view is void. */
  public void reset() {
    view.clear();
    members.reset();
    walk.reset();
    complete = false;
    discarding = false;
  }

  /** What was found; valid when {@link #scan} or {@link #finish} has returned true. */
  public FrameView view() {
    return view;
  }

  /** The length of the complete frame with its line end, counted from frameStart. */
  public int lineBytes() {
    return lineBytes;
  }

  /**
   * Goes on with the frame, at the first byte not yet looked at.
   *
   * @param frameStart index of the frame's first byte (that is still there, when discarding)
   * @param limit index behind the last byte that has arrived
   * @return whether the line end was met: the frame is complete
   */
  public boolean scan(ByteBuffer buffer, int frameStart, int limit) {
    requireIncomplete();
    view.begins(buffer, frameStart);
    int lineEnd = walk.run(buffer, frameStart, limit);
    if (lineEnd < 0) {
      return false;
    }
    complete(lineEnd, lineEnd + 1);
    return true;
  }

  /**
   * Ends the frame at limit, as if a line end stood there: the input has ended.
   *
   * @return false when there was not a single byte, and so no frame
   */
  public boolean finish(ByteBuffer buffer, int frameStart, int limit) {
    if (scan(buffer, frameStart, limit)) {
      return true;
    }
    if (walk.position() == 0 && walk.dropped() == 0) {
      return false;
    }
    walk.endOfInput();
    complete(limit, limit);
    return true;
  }

  /**
   * The frame is over the limit: its bytes will be dropped, and {@link FrameFault#OVERSIZE} is its
   * fault. To be called once, after {@link #scan} has returned false and while that call's bytes
   * are still in place.
   *
   * @param maxFrameBytes the limit, for {@link FrameView#faultText}
   */
  public void startDiscarding(int maxFrameBytes) {
    requireIncomplete();
    discarding = true;
    frameLimit = maxFrameBytes;
    members.startDiscarding();
  }

  /**
   * The index, relative to frameStart, of the first byte that is still needed: where a key or a
   * watched value in progress begins, else the next byte to come.
   */
  public int keepFrom() {
    return walk.keepFrom(maxKeptBytes);
  }

  /** Tells that so many bytes at the front are gone: frameStart now means the byte behind them. */
  public void discarded(int bytes) {
    if (!discarding || bytes < 0 || bytes > keepFrom()) {
      throw new IllegalArgumentException(
          "discarded: " + bytes + " (expected: <= " + keepFrom() + ")");
    }
    walk.drop(bytes);
  }

  private void requireIncomplete() {
    if (complete) {
      throw new IllegalStateException("the frame is complete: reset() comes first");
    }
  }

  private void complete(int lineEnd, int next) {
    int frameStart = view.offset();
    long length = walk.dropped() + lineEnd - frameStart;
    complete = true;
    lineBytes = next - frameStart;
    FrameKind kind = FrameKind.INVALID;
    if (discarding) {
      view.fault(FaultReason.OVERSIZE, null, length, frameLimit);
    } else if (walk.isDone()) {
      if (walk.excessDepth() > 0) {
        view.fault(FaultReason.TOO_DEEP, null, maxDepth + walk.excessDepth(), maxDepth);
      }
      kind = members.classify();
    } else if (!walk.isDamaged()) {
      view.fault(walk.isBlank() ? FaultReason.BLANK : FaultReason.UNEXPECTED_END, null, 0, length);
    }
    if (!discarding && lineEnd > frameStart && view.bytes().get(lineEnd - 1) == '\r') {
      length--;
    }
    members.complete(length, kind);
    view.untidy(walk.isDone() && !discarding && walk.isUntidy(lineEnd - frameStart));
  }
}
