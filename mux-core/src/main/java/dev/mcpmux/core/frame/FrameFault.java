package dev.mcpmux.core.frame;

/** Why a frame must not be passed on, with the JSON-RPC error code of the answer it deserves. */
public enum FrameFault {
  NONE(0),
  /** Nothing but white space on the line. Harmless: servers print such lines. */
  BLANK(-32700),
  /** Not JSON (RFC 8259), or not UTF-8 (RFC 3629). */
  PARSE_ERROR(-32700),
  /** JSON, but not a JSON-RPC 2.0 message. */
  INVALID_REQUEST(-32600),
  /**
   * A watched member appears twice in its object. RFC 8259 section 4 leaves open which one counts,
   * so what was checked here and what the receiver reads could differ.
   */
  DUPLICATE_KEY(-32600),
  /**
   * A member has the name of one that is routed on but for the case of its letters. Readers that
   * ignore case (Go's encoding/json, for one) would read it in that one's place.
   */
  AMBIGUOUS_KEY(-32600),
  /** A JSON array: a batch, which only 2025-03-26 knows (2025-03-26/basic/index#batching). */
  ARRAY(-32600),
  /** Nested deeper than the scanner's limit. */
  TOO_DEEP(-32600),
  /** Longer than the frame limit; its bytes were thrown away as they came. */
  OVERSIZE(-32600);

  private final int code;

  FrameFault(int code) {
    this.code = code;
  }

  /** The JSON-RPC error code, 0 for {@link #NONE}. */
  public int code() {
    return code;
  }
}
