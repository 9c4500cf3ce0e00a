package dev.mcpmux.core.sharing;

import java.util.Objects;

/**
 * What a server learns of its client in {@code initialize}; sessions of one class look the same to
 * it.
 *
 * @param protocolVersion the version the client asks for
 * @param capabilities the client's capabilities in canonical form, see {@link CanonicalJson}
 * @see <a
 *     href="https://modelcontextprotocol.io/specification/2025-11-25/basic/lifecycle#initialization">2025-11-25/basic/lifecycle#initialization</a>
 */
public record HandshakeClass(String protocolVersion, String capabilities) {
  public HandshakeClass {
    Objects.requireNonNull(protocolVersion);
    Objects.requireNonNull(capabilities);
  }
}
