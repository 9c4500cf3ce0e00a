package dev.mcpmux.netty.remote;

import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameKind;
import dev.mcpmux.core.frame.FrameScanner;
import dev.mcpmux.core.frame.FrameText;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.netty.remote.body.BodyText;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** JSON-RPC errors that stand for answers which HTTP gives otherwise. */
final class RemoteErrors {

  private static final int INTERNAL_ERROR = -32603;

  private RemoteErrors() {}

  /**
   * @param complaint a clause that follows "the server"
   */
  static byte[] failed(long id, String server, String complaint) {
    StringBuilder out =
        new StringBuilder("{\"jsonrpc\":\"2.0\",\"id\":")
            .append(id)
            .append(",\"error\":{\"code\":")
            .append(INTERNAL_ERROR)
            .append(",\"message\":");
    FrameText.quote(out, "server \"" + server + "\" " + complaint);
    out.append(",\"data\":{\"mcpmux\":\"server-failed\",\"server\":");
    FrameText.quote(out, server);
    return out.append("}}}").toString().getBytes(StandardCharsets.UTF_8);
  }

  /** The error in a message as it stands there, as far as it is looked at. */
  static String text(FrameView view) {
    byte[] error = view.raw(Field.ERROR);
    int length = Math.min(error.length, Answer.MAX_TEXT_BYTES);
    return new String(error, 0, length, StandardCharsets.UTF_8);
  }

  static boolean isRpcError(String text) {
    return withId(text, 1) != null;
  }

  /** The JSON-RPC error that a body holds, as a reply to this request; null when it holds none. */
  static byte[] withId(String body, long id) {
    String text = BodyText.payload(body).replace('\r', ' ').replace('\n', ' ');
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    FrameScanner scanner = new FrameScanner();
    boolean error =
        scanner.finish(ByteBuffer.wrap(bytes), 0, bytes.length)
            && scanner.view().kind() == FrameKind.ERROR_RESPONSE;
    return error ? withId(scanner.view(), id) : null;
  }

  /** An error in a message as the reply to this request. */
  static byte[] withId(FrameView view, long id) {
    String error = new String(view.raw(Field.ERROR), StandardCharsets.UTF_8);
    return ("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"error\":" + error + "}")
        .getBytes(StandardCharsets.UTF_8);
  }
}
