package dev.mcpmux.core.inner;

import dev.mcpmux.core.port.SessionHello;

/** An ordinary session of the core that no driver knows: a part of a client's session. */
public interface InnerSession {
  /** Negative, never used again. */
  int number();

  /** The number of the client's session. */
  int client();

  /** What it says when it is opened. */
  SessionHello hello();

  /** Whether it takes messages. */
  boolean isOpen();
}
