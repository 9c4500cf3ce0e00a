package dev.mcpmux.core.sharing;

import dev.mcpmux.core.Launch;
import dev.mcpmux.core.Scope;

/**
 * A session's server, as far as it is known before {@code initialize}.
 *
 * @param name the entry's name, or the command line of an ad-hoc server
 * @param circle the circle of sessions that the scope draws around this one
 */
public record ResolvedServer(String name, Scope scope, String circle, Launch launch) {

  /** The key of this session once it has declared itself. */
  public SharingKey key(HandshakeClass handshake) {
    return new SharingKey(name, launch, circle, handshake);
  }
}
