package dev.mcpmux.core.inner;

import dev.mcpmux.core.frame.FrameView;

/**
 * A frame that an inner session was sent.
 *
 * @param bytes the frame, which begins at index 0
 * @param view what the scanner saw in it; good only while it is taken
 */
public record InnerFrame(byte[] bytes, FrameView view) {
  public static InnerFrame of(byte[] bytes) {
    return new InnerFrame(bytes, Frames.scan(bytes));
  }
}
