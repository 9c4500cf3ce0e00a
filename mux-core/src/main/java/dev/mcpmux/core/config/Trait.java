package dev.mcpmux.core.config;

/** A kind of request that a server was seen to send, or is known to send, to its client. */
public enum Trait implements ConfigWord {
  /** {@code roots/list}: what the server does depends on the client's roots. */
  ROOTS,
  /** {@code sampling/createMessage}. */
  SAMPLING,
  /** {@code elicitation/create}. */
  ELICITATION;
}
