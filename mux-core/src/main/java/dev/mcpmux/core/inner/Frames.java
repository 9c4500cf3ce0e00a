package dev.mcpmux.core.inner;

import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameScanner;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.RequestId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Makes and scans the frames that pass between a client's session and its inner ones. */
public final class Frames {
  private Frames() {}

  public static FrameView scan(byte[] frame) {
    FrameScanner scanner = new FrameScanner();
    scanner.finish(ByteBuffer.wrap(frame), 0, frame.length);
    return scanner.view();
  }

  /**
   * @param params a JSON object; empty for none
   */
  public static byte[] request(String id, String method, String params) {
    return ("{\"jsonrpc\":\"2.0\",\"id\":\""
            + id
            + "\",\"method\":\""
            + method
            + "\""
            + (params.isEmpty() ? "" : ",\"params\":" + params)
            + "}")
        .getBytes(StandardCharsets.UTF_8);
  }

  /** An id of our own as it comes back. */
  public static RequestId id(String text) {
    return RequestId.copyOf(scan(request(text, "ping", "")), Field.ID);
  }

  public static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
