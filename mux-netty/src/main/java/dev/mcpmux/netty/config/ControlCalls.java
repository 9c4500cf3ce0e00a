package dev.mcpmux.netty.config;

import java.util.List;
import java.util.Optional;

/**
 * What the program around a {@code MuxServer} answers itself: control calls ({@code
 * docs/attach-protocol.md}) about its config, of which the server knows only what it was given.
 */
public interface ControlCalls {

  /** Knows no call and has nothing to say. */
  ControlCalls NONE =
      new ControlCalls() {
        @Override
        public Optional<String> answer(String call, Optional<String> server) {
          return Optional.empty();
        }

        @Override
        public List<String> notices() {
          return List.of();
        }
      };

  /** A call that cannot be done; reason and message go to the caller. */
  final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;
    private final String reason;

    /**
     * @param reason a stable word for programs
     */
    public RefusedException(String reason, String message) {
      super(message, null, false, false);
      this.reason = reason;
    }

    public String reason() {
      return reason;
    }
  }

  /**
   * Called by a helper thread, and may block.
   *
   * @param server the server that the call is about
   * @return a JSON object; empty when there is no such call
   */
  Optional<String> answer(String call, Optional<String> server) throws RefusedException;

  /**
   * Somebody asks for a server that is not known: reads what may have changed since it was read.
   * When this returns, it is in force, whoever has read it. Called by a helper thread, and may
   * block.
   */
  default void refresh() {}

  /** What {@code status} tells people beside what the server knows. Any thread; must not block. */
  List<String> notices();
}
