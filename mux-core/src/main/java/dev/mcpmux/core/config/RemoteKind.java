package dev.mcpmux.core.config;

import java.util.Optional;

/** The two ways in which servers speak over HTTP. */
public enum RemoteKind implements ConfigWord {
  /**
   * Streamable HTTP; a server that turns out to know only the older way is spoken to in that.
   *
   * @see <a
   *     href="https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#streamable-http">2025-11-25/basic/transports#streamable-http</a>
   */
  HTTP,
  /**
   * One event stream, and an endpoint for messages that it names.
   *
   * @see <a
   *     href="https://modelcontextprotocol.io/specification/2024-11-05/basic/transports#http-with-sse">2024-11-05/basic/transports#http-with-sse</a>
   */
  SSE;

  /** By its name, or by another that clients write for it. */
  public static Optional<RemoteKind> ofConfigName(String name) {
    return switch (name) {
      case "http", "streamable-http", "streamableHttp" -> Optional.of(HTTP);
      case "sse" -> Optional.of(SSE);
      default -> Optional.empty();
    };
  }
}
