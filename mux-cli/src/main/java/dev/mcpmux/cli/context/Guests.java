package dev.mcpmux.cli.context;

import dev.mcpmux.cli.context.NoteRows.Values;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The sessions that have written something, and for how long what only they may see is kept for
 * them. One that goes on at another daemon is known again by the process that it comes from.
 */
final class Guests {

  /** For one that is open, from the last time that its daemon has said so. */
  private static final Duration OPEN = Duration.ofDays(7);

  /** For one that has ended: it may go on at another daemon. */
  private static final Duration ENDED = Duration.ofHours(1);

  private final NoteStore store;

  Guests(NoteStore store) {
    this.store = store;
  }

  /**
   * A session opens. Where it was here before, what it had is its own again; where it is not
   * certain which one it was, nothing is.
   *
   * @param resumed whether it may have been at another daemon before
   */
  Caller enter(Caller caller, boolean resumed) throws SQLException, StoreException {
    Optional<String> own = only("holder = ?", caller.holder());
    if (own.isPresent()) {
      back(caller);
      return caller.as(own.get());
    }
    if (!resumed || caller.origin().isEmpty()) {
      return caller;
    }
    return store.change(
        () -> {
          Optional<String> before =
              only(
                  "origin = ? AND substr(holder, 1, length(?)) <> ?",
                  caller.origin(),
                  caller.daemon(),
                  caller.daemon());
          if (before.isEmpty()) {
            return caller;
          }
          NoteRows.update(
              store.connection(),
              "UPDATE guest SET holder = ?, until = ? WHERE session = ?",
              new Values().add(caller.holder(), after(OPEN), before.get()));
          return caller.as(before.get());
        });
  }

  private Optional<String> only(String which, Object... values) throws SQLException {
    List<String> sessions = new ArrayList<>();
    try (PreparedStatement statement =
            NoteRows.prepare(
                store.connection(),
                "SELECT session FROM guest WHERE " + which + " LIMIT 2",
                new Values().add(values));
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        sessions.add(rows.getString(1));
      }
    }
    return sessions.size() == 1 ? Optional.of(sessions.get(0)) : Optional.empty();
  }

  /** It writes something. */
  void write(Caller caller) throws SQLException {
    NoteRows.update(
        store.connection(),
        "INSERT INTO guest (session, holder, origin, until) VALUES (?, ?, ?, ?)"
            + " ON CONFLICT (session) DO UPDATE SET until = excluded.until",
        new Values().add(caller.session(), caller.holder(), caller.origin(), after(OPEN)));
  }

  /** It opens, or did already, in the daemon that has it. */
  void back(Caller caller) throws SQLException {
    NoteRows.update(
        store.connection(),
        "UPDATE guest SET until = ? WHERE holder = ?",
        new Values().add(after(OPEN), caller.holder()));
  }

  /** It is still open. */
  void stay(Caller caller) throws SQLException {
    until(caller, OPEN);
  }

  /** Its connection has ended, and most often it has as well. */
  void leave(Caller caller) throws SQLException {
    until(caller, ENDED);
  }

  private void until(Caller caller, Duration time) throws SQLException {
    NoteRows.update(
        store.connection(),
        "UPDATE guest SET until = ? WHERE session = ? AND holder = ?",
        new Values().add(after(time), caller.session(), caller.holder()));
  }

  /** Removes what nobody will see any more; returns how many notes that were. */
  int prune() throws SQLException {
    Values now = new Values().add(store.now().toEpochMilli());
    NoteRows.update(store.connection(), "DELETE FROM guest WHERE until <= ?", now);
    return NoteRows.update(
        store.connection(),
        "DELETE FROM note WHERE scope = 'session' AND home NOT IN (SELECT session FROM guest)",
        new Values());
  }

  private long after(Duration time) {
    return store.now().plus(time).toEpochMilli();
  }
}
