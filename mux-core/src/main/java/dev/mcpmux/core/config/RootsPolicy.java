package dev.mcpmux.core.config;

import dev.mcpmux.core.frame.FrameText;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Which roots a server sees; the key {@code roots}.
 *
 * @see <a
 *     href="https://modelcontextprotocol.io/specification/2025-11-25/client/roots">2025-11-25/client/roots</a>
 */
public sealed interface RootsPolicy {

  /** Those of the session, once the server was seen to ask for them; see {@link Trait#ROOTS}. */
  record Auto() implements RootsPolicy {}

  /** Those of the session from the start. */
  record Session() implements RootsPolicy {}

  /**
   * Always these, whatever the sessions have: mcpmux answers for them.
   *
   * @param uris {@code file:} URIs
   */
  record Static(List<String> uris) implements RootsPolicy {
    public Static {
      uris = List.copyOf(uris);
    }

    /** The {@code roots} array of the answer. */
    public String json() {
      return uris.stream()
          .map(uri -> "{\"uri\":" + FrameText.quoted(uri) + "}")
          .collect(Collectors.joining(",", "[", "]"));
    }
  }

  /** None: the server is told that its client has no roots. */
  record Off() implements RootsPolicy {}
}
