package dev.mcpmux.cli.context;

import java.util.Objects;
import java.util.Set;

/**
 * Who asks: all that decides what is seen, and what is written down as a note's author.
 *
 * @param session what no other session has or will have
 * @param project the root of its project; null for a client without one
 * @param client the client's name and version, as it says
 * @param title what the session is called where sessions are shown
 * @param marks by what it can be known again when it comes back: another connection, at another
 *     daemon perhaps, is the same session if one of them is the same
 * @param holder its daemon and its number there: {@link #session} unless it has come from another
 *     daemon
 * @param origin what the same session has at the next daemon, and hardly any other; empty where
 *     that is not known
 */
record Caller(
    String session,
    String project,
    String client,
    String title,
    Set<String> marks,
    String holder,
    String origin) {

  Caller {
    Objects.requireNonNull(session);
    Objects.requireNonNull(client);
    Objects.requireNonNull(title);
    Objects.requireNonNull(holder);
    Objects.requireNonNull(origin);
    marks = Set.copyOf(marks);
  }

  /** One that cannot go on at another daemon. */
  Caller(String session, String project, String client, String title, Set<String> marks) {
    this(session, project, client, title, marks, session, "");
  }

  /** The same, as the session that it was before. */
  Caller as(String before) {
    return new Caller(before, project, client, title, marks, holder, origin);
  }

  /** Without its number there. */
  String daemon() {
    return holder.substring(0, holder.indexOf(' ') + 1);
  }

  /** Where a note of this scope belongs; null where this session has no such place. */
  String home(NoteScope scope) {
    return switch (scope) {
      case SESSION -> session;
      case PROJECT -> project;
      case GLOBAL -> "";
    };
  }
}
