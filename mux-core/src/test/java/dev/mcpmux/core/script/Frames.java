package dev.mcpmux.core.script;

import dev.mcpmux.core.frame.FrameScanner;
import dev.mcpmux.core.frame.FrameView;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Scans whole frames that a test has as text. */
public final class Frames {
  private Frames() {}

  public static FrameView scan(String frame) {
    return scan(frame.getBytes(StandardCharsets.UTF_8));
  }

  public static FrameView scan(byte[] frame) {
    FrameScanner scanner = new FrameScanner();
    scanner.finish(ByteBuffer.wrap(frame), 0, frame.length);
    return scanner.view();
  }
}
