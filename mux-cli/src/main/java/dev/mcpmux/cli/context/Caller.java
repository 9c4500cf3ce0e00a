package dev.mcpmux.cli.context;

import java.util.Objects;

/**
 * Who asks: all that decides what is seen, and what is written down as a note's author.
 *
 * @param session what no other session has or will have
 * @param project the root of its project; null for a client without one
 * @param client the client's name and version, as it says
 * @param title what the session is called where sessions are shown
 * @param clientSession what the client itself calls the session; null where it does not say so
 */
record Caller(String session, String project, String client, String title, String clientSession) {

  Caller {
    Objects.requireNonNull(session);
    Objects.requireNonNull(client);
    Objects.requireNonNull(title);
  }

  /** Where a note of this scope belongs; null where this session has no such place. */
  String home(NoteScope scope) {
    return switch (scope) {
      case SESSION -> session;
      case PROJECT -> project;
      case GLOBAL -> "";
    };
  }

  /** The same, once the client has said what it is called. */
  Caller called(String name) {
    return new Caller(session, project, name, title, clientSession);
  }
}
