package dev.mcpmux.core.route;

import dev.mcpmux.core.MuxVersion;
import dev.mcpmux.core.frame.FrameText;
import dev.mcpmux.core.frame.RequestId;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** The frames that mcpmux writes itself. All of them are off the path of a forwarded call. */
final class Messages {
  static final int INVALID_REQUEST = -32600;
  static final int METHOD_NOT_FOUND = -32601;
  static final int INVALID_PARAMS = -32602;
  static final int INTERNAL_ERROR = -32603;

  private static final byte[] NULL = bytes("null");
  private static final String PREFIX = "{\"jsonrpc\":\"2.0\",";

  static final byte[] INITIALIZED = bytes(PREFIX + "\"method\":\"notifications/initialized\"}");

  private Messages() {}

  /** {@code result} is any JSON value. */
  static byte[] result(byte[] idToken, byte[] result) {
    return join(bytes(PREFIX + "\"id\":"), idToken, bytes(",\"result\":"), result, bytes("}"));
  }

  static byte[] result(byte[] idToken, String result) {
    return result(idToken, bytes(result));
  }

  /** An error whose {@code error} object is a server's own. */
  static byte[] rawError(RequestId id, byte[] error) {
    return join(bytes(PREFIX + "\"id\":"), id.token(), bytes(",\"error\":"), error, bytes("}"));
  }

  /**
   * @param id null when the frame it answers had none that can be used
   */
  static byte[] error(RequestId id, Refusal refusal) {
    return error(id == null ? NULL : id.token(), refusal);
  }

  static byte[] error(byte[] idToken, Refusal refusal) {
    StringBuilder error =
        new StringBuilder("{\"code\":").append(refusal.code()).append(",\"message\":");
    FrameText.quote(error, refusal.message());
    error.append(",\"data\":{\"mcpmux\":");
    FrameText.quote(error, refusal.reason());
    if (refusal.server() != null) {
      error.append(",\"server\":");
      FrameText.quote(error, refusal.server());
    }
    error.append("}}");
    return join(
        bytes(PREFIX + "\"id\":"),
        idToken,
        bytes(",\"error\":"),
        bytes(error.toString()),
        bytes("}"));
  }

  /**
   * @param protocolVersion the version a client asks for, a JSON string
   * @param capabilities the client's capabilities, a JSON object
   * @see <a
   *     href="https://modelcontextprotocol.io/specification/2025-11-25/basic/lifecycle#initialization">2025-11-25/basic/lifecycle#initialization</a>
   */
  static byte[] initialize(long id, byte[] protocolVersion, byte[] capabilities) {
    StringBuilder client = new StringBuilder(",\"clientInfo\":{\"name\":\"mcpmux\",\"version\":");
    FrameText.quote(client, MuxVersion.get());
    client.append("}}}");
    return join(
        bytes(
            PREFIX
                + "\"id\":"
                + id
                + ",\"method\":\"initialize\",\"params\":{\"protocolVersion\":"),
        protocolVersion,
        bytes(",\"capabilities\":"),
        capabilities,
        bytes(client.toString()));
  }

  /**
   * @see <a
   *     href="https://modelcontextprotocol.io/specification/2025-11-25/basic/utilities/cancellation">2025-11-25/basic/utilities/cancellation</a>
   */
  static byte[] cancelled(long requestId, String reason) {
    StringBuilder frame =
        new StringBuilder(PREFIX)
            .append("\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":")
            .append(requestId);
    frame.append(",\"reason\":");
    FrameText.quote(frame, reason);
    return bytes(frame.append("}}").toString());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
