package dev.mcpmux.core.frame;

/**
 * What a frame is in JSON-RPC 2.0.
 *
 * @see <a href="https://www.jsonrpc.org/specification">JSON-RPC 2.0</a>
 */
public enum FrameKind {
  /** A {@code method} and an id. */
  REQUEST,
  /** A {@code method} without an id. */
  NOTIFICATION,
  /** A {@code result} and an id. */
  RESPONSE,
  /**
   * An {@code error} object. The id may be {@code null} or missing, which 2025-11-25/schema allows;
   * {@link FrameView#has(Field)} is then false for {@link Field#ID}.
   */
  ERROR_RESPONSE,
  /** None of these: {@link FrameView#fault()} tells why. Such a frame reaches nobody. */
  INVALID
}
