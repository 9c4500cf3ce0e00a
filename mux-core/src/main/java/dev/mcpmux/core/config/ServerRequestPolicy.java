package dev.mcpmux.core.config;

/**
 * What becomes of a server's own requests (sampling, elicitation, roots); the key {@code
 * serverRequests}. Without one, what the server was seen to ask for decides, see {@link Trait}.
 */
public enum ServerRequestPolicy implements ConfigWord {
  /** The server is told that its client has no capabilities, so it must not ask. */
  OFF,
  /** The process is shared; a request is refused unless it is certain whose call caused it. */
  ATTRIBUTED,
  /** The process is shared, but serves the requests of only one session at a time. */
  SERIALIZED,
  /** A session that declares a capability the server could ask for has a process of its own. */
  DEDICATED;
}
