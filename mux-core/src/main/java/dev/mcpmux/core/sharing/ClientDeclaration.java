package dev.mcpmux.core.sharing;

import java.util.Objects;

/**
 * What a client says of itself in {@code initialize}, or what a server is told in its place.
 *
 * @param protocolVersion the JSON string as it was written, with its quotes
 * @param protocolVersionText the version it names
 * @param capabilities what it can be asked for
 * @param clientInfo the JSON object as it was written; null for mcpmux's own
 */
public record ClientDeclaration(
    byte[] protocolVersion,
    String protocolVersionText,
    Capabilities capabilities,
    byte[] clientInfo) {
  public ClientDeclaration {
    Objects.requireNonNull(protocolVersion);
    Objects.requireNonNull(protocolVersionText);
    Objects.requireNonNull(capabilities);
  }
}
