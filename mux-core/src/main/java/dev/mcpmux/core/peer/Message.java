package dev.mcpmux.core.peer;

import dev.mcpmux.core.api.Json;
import dev.mcpmux.core.api.McpException;
import dev.mcpmux.core.json.CheckedJson;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/**
 * A JSON-RPC message that was checked on its way.
 *
 * @param id {@link Json#NULL} for a notification
 * @param isReply whether it has no method; one that is empty is one all the same
 */
public record Message(
    Json id, boolean isReply, String method, Json params, Json result, Json error) {
  private static final Function<byte[], Json> CHECKED = CheckedJson.of(Json.class);
  private static final String[] MEMBERS = {"id", "method", "params", "result", "error"};
  private static final byte[] ID = ascii("{\"jsonrpc\":\"2.0\",\"id\":");
  private static final byte[] METHOD = ascii(",\"method\":");
  private static final byte[] NOTICE = ascii("{\"jsonrpc\":\"2.0\",\"method\":");
  private static final byte[] PARAMS = ascii(",\"params\":");
  private static final byte[] RESULT = ascii(",\"result\":");
  private static final byte[] ERROR = ascii(",\"error\":");

  public static Message of(byte[] line) {
    Json[] found = CHECKED.apply(line).pick(MEMBERS);
    return new Message(
        found[0], found[1].isNull(), found[1].text(""), found[2], found[3], found[4]);
  }

  public boolean isRequest() {
    return !isReply && !id.isNull();
  }

  /** The error that it is. */
  public McpException exception() {
    return new McpException(
        code(error.get("code")), error.get("message").text(""), error.get("data"));
  }

  private static int code(Json code) {
    return code.kind() == Json.Kind.NUMBER ? (int) code.decimal() : McpException.INTERNAL_ERROR;
  }

  public static byte[] request(long id, String method, Json params) {
    return line(ID, Json.of(id), METHOD, Json.of(method), PARAMS, params);
  }

  public static byte[] notice(String method, Json params) {
    return line(NOTICE, Json.of(method), PARAMS, params);
  }

  public static byte[] result(Json id, Json result) {
    return line(ID, id, RESULT, result);
  }

  /** Never fails, whatever the exception is made of. */
  public static byte[] error(Json id, McpException error) {
    try {
      return line(ID, id, ERROR, error(error));
    } catch (Throwable e) {
      McpException plain =
          new McpException(McpException.INTERNAL_ERROR, "it failed, and nobody can say how");
      return line(ID, id, ERROR, error(plain));
    }
  }

  /** In place of an answer that the other side would not take. */
  public static byte[] tooLong(Json id, int length, int limit) {
    return error(
        id,
        new McpException(
            McpException.INTERNAL_ERROR,
            "bytes of the answer: " + length + " (limit: " + limit + ")"));
  }

  private static Json error(McpException error) {
    return Json.object()
        .put("code", error.code())
        .put("message", String.valueOf(error.getMessage()))
        .putIfAny("data", error.data())
        .build();
  }

  /**
   * @param parts bytes and values in turn; a member whose value is null is left out
   */
  private static byte[] line(Object... parts) {
    int length = 1;
    for (int i = 0; i < parts.length; i += 2) {
      if (!isLeftOut(parts, i)) {
        length += ((byte[]) parts[i]).length + ((Json) parts[i + 1]).length();
      }
    }
    byte[] line = new byte[length];
    int at = 0;
    for (int i = 0; i < parts.length; i += 2) {
      if (!isLeftOut(parts, i)) {
        byte[] bytes = (byte[]) parts[i];
        System.arraycopy(bytes, 0, line, at, bytes.length);
        at = ((Json) parts[i + 1]).writeTo(line, at + bytes.length);
      }
    }
    line[at] = '}';
    return line;
  }

  /** Parameters are an object or not there. */
  private static boolean isLeftOut(Object[] parts, int at) {
    return parts[at] == PARAMS && ((Json) parts[at + 1]).isNull();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
