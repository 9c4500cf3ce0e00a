package dev.mcpmux.core.table;

import dev.mcpmux.core.frame.RequestId;
import dev.mcpmux.core.words.Handshake;

/** How far a session has come. */
public sealed interface Phase {

  /** It has not sent {@code initialize}, or that was answered with an error. */
  record New() implements Phase {}

  /**
   * Its {@code initialize}, which came under this id, waits for the upstream's handshake.
   *
   * @param heard whether the client reads the answer: else mcpmux itself has asked
   * @param resumed whether the session was open in another process of mcpmux, and goes on here
   */
  record Initializing(RequestId id, int stream, boolean heard, boolean resumed) implements Phase {
    public Initializing unheard(boolean resumes) {
      return new Initializing(id, stream, false, resumed || resumes);
    }
  }

  /**
   * It is initialized; its upstream may change, and need not be ready.
   *
   * @param handshake the answer to its {@code initialize}
   * @param version the protocol version it was answered with
   */
  record Open(Handshake handshake, String version) implements Phase {}
}
