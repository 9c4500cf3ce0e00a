package dev.mcpmux.core.words;

import dev.mcpmux.core.api.server.LogLevel;
import dev.mcpmux.core.frame.FrameText;
import dev.mcpmux.core.frame.Method;
import dev.mcpmux.core.frame.RequestId;
import dev.mcpmux.core.port.InProcessLaunch;
import dev.mcpmux.core.port.MuxVersion;
import dev.mcpmux.core.sharing.ClientDeclaration;
import dev.mcpmux.core.text.ByteText;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;

/** The frames that mcpmux writes itself. All of them are off the path of a forwarded call. */
public final class Messages {
  public static final int INVALID_REQUEST = -32600;
  public static final int METHOD_NOT_FOUND = -32601;
  public static final int INVALID_PARAMS = -32602;
  public static final int INTERNAL_ERROR = -32603;

  private static final byte[] NULL = bytes("null");
  private static final String PREFIX = "{\"jsonrpc\":\"2.0\",";
  public static final byte[] OWN_INFO = ownInfo();

  public static final byte[] INITIALIZED =
      bytes(PREFIX + "\"method\":\"notifications/initialized\"}");

  public static final byte[] ROOTS_CHANGED =
      bytes(PREFIX + "\"method\":\"notifications/roots/list_changed\"}");

  private Messages() {}

  /** {@code result} is any JSON value. */
  public static byte[] result(byte[] idToken, byte[] result) {
    return join(bytes(PREFIX + "\"id\":"), idToken, bytes(",\"result\":"), result, bytes("}"));
  }

  public static byte[] result(byte[] idToken, String result) {
    return result(idToken, bytes(result));
  }

  /** An error whose {@code error} object is a server's own. */
  public static byte[] rawError(RequestId id, byte[] error) {
    return join(bytes(PREFIX + "\"id\":"), id.token(), bytes(",\"error\":"), error, bytes("}"));
  }

  /**
   * @param id null when the frame it answers had none that can be used
   */
  public static byte[] error(RequestId id, Refusal refusal) {
    return error(id == null ? NULL : id.token(), refusal);
  }

  public static byte[] error(byte[] idToken, Refusal refusal) {
    StringBuilder error =
        new StringBuilder("{\"code\":").append(refusal.code()).append(",\"message\":");
    FrameText.quote(error, ByteText.printable(refusal.message()));
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
   * @param heard whether to say that the client reads the answer
   * @param resumed whether to say that the session was open in another process of mcpmux
   * @param client the number of the client's session, where that is to be said; else 0
   * @see <a
   *     href="https://modelcontextprotocol.io/specification/2025-11-25/basic/lifecycle#initialization">2025-11-25/basic/lifecycle#initialization</a>
   */
  public static byte[] initialize(
      long id, ClientDeclaration declaration, boolean heard, boolean resumed, int client) {
    return join(
        bytes(
            PREFIX
                + "\"id\":"
                + id
                + ",\"method\":\"initialize\",\"params\":{\"protocolVersion\":"),
        declaration.protocolVersion(),
        bytes(",\"capabilities\":"),
        declaration.capabilities().raw(),
        bytes(",\"clientInfo\":"),
        declaration.clientInfo() == null ? OWN_INFO : declaration.clientInfo(),
        bytes(meta(heard, resumed, client)),
        bytes("}}"));
  }

  private static String meta(boolean heard, boolean resumed, int client) {
    StringJoiner members = new StringJoiner(",", ",\"_meta\":{", "}").setEmptyValue("");
    if (heard || resumed) {
      members.add("\"" + (heard ? InProcessLaunch.HEARD : InProcessLaunch.RESUMED) + "\":true");
    }
    if (client > 0) {
      members.add("\"" + InProcessLaunch.CLIENT + "\":" + client);
    }
    return members.toString();
  }

  /** Tells a server of this process whether a client reads its answer to {@code initialize}. */
  public static byte[] answered(boolean heard) {
    return bytes(
        PREFIX
            + "\"method\":\""
            + InProcessLaunch.ANSWERED
            + "\",\"params\":{\""
            + InProcessLaunch.HEARD
            + "\":"
            + heard
            + "}}");
  }

  private static byte[] ownInfo() {
    StringBuilder info = new StringBuilder("{\"name\":\"mcpmux\",\"version\":");
    FrameText.quote(info, MuxVersion.get());
    return bytes(info.append('}').toString());
  }

  /** A request without parameters. */
  public static byte[] request(long id, Method method) {
    return bytes(PREFIX + "\"id\":" + id + ",\"method\":\"" + method.wireName() + "\"}");
  }

  public static byte[] cancelTask(long id, String taskId) {
    StringBuilder frame = new StringBuilder(PREFIX).append("\"id\":").append(id);
    frame.append(",\"method\":\"tasks/cancel\",\"params\":{\"taskId\":");
    FrameText.quote(frame, taskId);
    return bytes(frame.append("}}").toString());
  }

  public static byte[] setLevel(long id, LogLevel level) {
    String head =
        PREFIX + "\"id\":" + id + ",\"method\":\"logging/setLevel\",\"params\":{\"level\":\"";
    return bytes(head + level.wireName() + "\"}}");
  }

  /**
   * @param method {@code resources/subscribe} or {@code resources/unsubscribe}
   * @param uri a JSON string
   */
  public static byte[] subscription(long id, Method method, byte[] uri) {
    String head =
        PREFIX + "\"id\":" + id + ",\"method\":\"" + method.wireName() + "\",\"params\":{\"uri\":";
    return join(bytes(head), uri, bytes("}}"));
  }

  /**
   * @param uri a JSON string
   */
  public static byte[] updated(byte[] uri) {
    String head = PREFIX + "\"method\":\"notifications/resources/updated\",\"params\":{\"uri\":";
    return join(bytes(head), uri, bytes("}}"));
  }

  /** The answer to a server's request that no session certainly caused. */
  public static byte[] notAttributable(RequestId id, Method method) {
    return method == Method.ELICITATION_CREATE
        ? result(id.token(), "{\"action\":\"cancel\"}")
        : error(id, Refusal.notAttributable(method.wireName()));
  }

  public static byte[] rootsList(long id) {
    return bytes(PREFIX + "\"id\":" + id + ",\"method\":\"roots/list\"}");
  }

  /**
   * @see <a
   *     href="https://modelcontextprotocol.io/specification/2025-11-25/basic/utilities/cancellation">2025-11-25/basic/utilities/cancellation</a>
   */
  public static byte[] cancelled(long requestId, String reason) {
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
