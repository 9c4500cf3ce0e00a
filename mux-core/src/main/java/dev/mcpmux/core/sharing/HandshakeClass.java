package dev.mcpmux.core.sharing;

import dev.mcpmux.core.json.CanonicalJson;
import java.util.Objects;
import java.util.Optional;

/**
 * What a server learns of its client in {@code initialize}; sessions of one class look the same to
 * it.
 *
 * @param protocolVersion the version that is asked for
 * @param capabilities the client's capabilities in canonical form, see {@link CanonicalJson}
 * @param clientIdentity the client's {@code clientInfo} in canonical form; empty when the server is
 *     told mcpmux's own
 * @see <a
 *     href="https://modelcontextprotocol.io/specification/2025-11-25/basic/lifecycle#initialization">2025-11-25/basic/lifecycle#initialization</a>
 */
public record HandshakeClass(
    String protocolVersion, String capabilities, Optional<String> clientIdentity) {
  public HandshakeClass {
    Objects.requireNonNull(protocolVersion);
    Objects.requireNonNull(capabilities);
    Objects.requireNonNull(clientIdentity);
  }

  static HandshakeClass of(ClientDeclaration declaration) {
    return new HandshakeClass(
        declaration.protocolVersionText(),
        declaration.capabilities().canonical(),
        Optional.ofNullable(declaration.clientInfo()).map(CanonicalJson::of));
  }
}
