package dev.mcpmux.netty.wire;

import dev.mcpmux.core.port.SessionState;
import java.util.Optional;

/**
 * What a hello says of the relay itself.
 *
 * @param resumes whether it can take its session to another daemon
 * @param resume the session that it brings from one; empty for a new one
 * @param build its version; empty when it did not say
 */
public record RelayHello(boolean resumes, Optional<SessionState> resume, String build) {

  /** One that says nothing of itself, as before there was anything to say. */
  public static final RelayHello NONE = new RelayHello(false, Optional.empty(), "");
}
