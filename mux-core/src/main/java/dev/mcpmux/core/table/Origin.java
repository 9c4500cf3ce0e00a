package dev.mcpmux.core.table;

import dev.mcpmux.core.port.SessionHello;
import java.util.Optional;

/**
 * What is kept of the hello of a session when its server is known: its environment is long, and
 * holds secrets.
 *
 * @param clientSessionId what the client calls the session, where it says so
 * @param hello because the server may be resolved anew
 * @param client the number of the client's session that it is one of several of, of which the view
 *     knows more; 0 for a client's own
 */
public record Origin(
    String projectRoot, long pid, Optional<String> clientSessionId, PackedHello hello, int client) {
  public static Origin of(SessionHello hello, PackedHello before, int client) {
    return new Origin(
        hello.projectRoot(),
        hello.pid(),
        hello.clientSessionId(),
        new PackedHello(hello, before),
        client);
  }

  /** Whether it is one of several of a client. */
  public boolean isMember() {
    return client != 0;
  }
}
