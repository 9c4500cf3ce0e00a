package dev.mcpmux.core.table;

import dev.mcpmux.core.port.SessionHello;
import java.util.Optional;

/**
 * What is kept of the hello of a session when its server is known: its environment is long, and
 * holds secrets.
 *
 * @param clientSessionId what the client calls the session, where it says so
 * @param hello because the server may be resolved anew
 * @param isMember whether it is one of several of a client, of which the view knows more
 */
public record Origin(
    String projectRoot,
    long pid,
    Optional<String> clientSessionId,
    PackedHello hello,
    boolean isMember) {
  public static Origin of(SessionHello hello, PackedHello before, boolean isMember) {
    return new Origin(
        hello.projectRoot(),
        hello.pid(),
        hello.clientSessionId(),
        new PackedHello(hello, before),
        isMember);
  }
}
