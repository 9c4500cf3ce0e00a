package dev.mcpmux.core.frame;

import java.nio.ByteBuffer;

/** Finds and checks newline-delimited JSON-RPC messages; see the methods. */
public final class FrameScanner {
  public static final int DEFAULT_MAX_DEPTH = 512;
  public static final int DEFAULT_MAX_ID_BYTES = 1024;

  private final FrameView view = new FrameView();

  public FrameScanner() {
    this(DEFAULT_MAX_DEPTH, DEFAULT_MAX_ID_BYTES);
  }

  public FrameScanner(int maxDepth, int maxIdBytes) {}

  /** Continues the frame that begins at frameStart; true when its LF was met. */
  public boolean scan(ByteBuffer buffer, int frameStart, int limit) {
    throw new UnsupportedOperationException();
  }

  /** Ends the frame at limit without LF; false when it has not a single byte. */
  public boolean finish(ByteBuffer buffer, int frameStart, int limit) {
    throw new UnsupportedOperationException();
  }

  /** Bytes of the complete frame with its line end, relative to frameStart. */
  public int lineBytes() {
    throw new UnsupportedOperationException();
  }

  public FrameView view() {
    return view;
  }

  /** Ready for the next frame. */
  public void reset() {
    view.clear();
  }

  /** From now on the caller may drop bytes of this frame; its fault will be OVERSIZE. */
  public void startDiscarding() {
    throw new UnsupportedOperationException();
  }

  /** Index, relative to frameStart, of the first byte that must still be there. */
  public int keepFrom() {
    throw new UnsupportedOperationException();
  }

  /** Tells that this many bytes at the front of the frame are gone. */
  public void discarded(int bytes) {
    throw new UnsupportedOperationException();
  }
}
