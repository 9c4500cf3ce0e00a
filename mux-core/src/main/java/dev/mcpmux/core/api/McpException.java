package dev.mcpmux.core.api;

/**
 * An error of the protocol: a request was answered with it, or a handler answers with it by
 * throwing it. A tool that ran and failed is no such error: its result says so.
 */
public class McpException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Codes of JSON-RPC. */
  public static final int INVALID_REQUEST = -32600;

  public static final int METHOD_NOT_FOUND = -32601;
  public static final int INVALID_PARAMS = -32602;
  public static final int INTERNAL_ERROR = -32603;

  /** What mcpmux and many servers say for "not now". */
  public static final int SERVER_ERROR = -32000;

  /** There is no such resource. */
  public static final int RESOURCE_NOT_FOUND = -32002;

  private final int code;
  private final transient Json data;

  /**
   * @param code a number that programs look at
   * @param message a sentence for people
   */
  public McpException(int code, String message) {
    this(code, message, Json.NULL);
  }

  /**
   * @param data what else is to be known; {@link Json#NULL} for nothing
   */
  public McpException(int code, String message, Json data) {
    super(message);
    this.code = code;
    this.data = data;
  }

  /** Parameters are not what the method takes. */
  public static McpException invalidParams(String message) {
    return new McpException(INVALID_PARAMS, message);
  }

  public int code() {
    return code;
  }

  /** What else came with it; {@link Json#NULL} for nothing. */
  public Json data() {
    return data == null ? Json.NULL : data;
  }
}
