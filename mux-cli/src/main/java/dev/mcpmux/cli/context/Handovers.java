package dev.mcpmux.cli.context;

import dev.mcpmux.cli.context.NoteRows.Values;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/**
 * Offers each handover to one session. It is offered when a session opens and taken when that
 * session has heard of it; one that never does gives it back.
 */
final class Handovers {

  /** A session that has not heard of it by then never will. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** More would not fit into what is told. */
  private static final int MAX = 5;

  private final NoteStore store;

  Handovers(NoteStore store) {
    this.store = store;
  }

  /**
   * What other sessions have left to the next one in the caller's project, old ones first. Nothing
   * for a session that was here before: it only comes back.
   */
  List<Note> offer(Caller caller) throws SQLException, StoreException {
    if (caller.project() == null) {
      return List.of();
    }
    long now = store.now().toEpochMilli();
    return store.change(
        () -> {
          if (isBack(caller, now)) {
            return List.of();
          }
          List<Note> notes =
              NoteRows.select(
                  store.connection(),
                  NoteRows.WHOLE
                      + NoteRows.VISIBLE
                      + " AND n.scope = 'project' AND n.kind = 'handover' AND n.taken = 0"
                      + " AND n.session <> ? AND n.client_session IS NOT ?"
                      + " AND (n.offered_to IS NULL OR n.offered_at < ?)"
                      + " ORDER BY n.id LIMIT ?",
                  new Values()
                      .caller(caller, store.now())
                      .add(caller.session(), someClientSession(caller))
                      .add(now - PATIENCE.toMillis(), MAX));
          for (Note note : notes) {
            NoteRows.update(
                store.connection(),
                "UPDATE note SET offered_to = ?, offered_at = ? WHERE id = ?",
                new Values().add(caller.session(), now, note.id()));
          }
          return notes;
        });
  }

  /** No note has this in place of what is not known. */
  private static String someClientSession(Caller caller) {
    return caller.clientSession() == null ? "" : caller.clientSession();
  }

  private boolean isBack(Caller caller, long now) throws SQLException {
    boolean own = note(caller.session(), now);
    String client = caller.clientSession();
    boolean ofClient = client != null && note("client " + client + " " + caller.project(), now);
    return own || ofClient;
  }

  /** Returns whether it was there before. */
  private boolean note(String session, long now) throws SQLException {
    int added =
        NoteRows.update(
            store.connection(),
            "INSERT OR IGNORE INTO seen (session, at) VALUES (?, ?)",
            new Values().add(session, now));
    return added == 0;
  }

  /** The session has been told. */
  void take(Caller caller) throws SQLException {
    NoteRows.update(
        store.connection(),
        "UPDATE note SET taken = 1 WHERE offered_to = ? AND taken = 0",
        new Values().add(caller.session()));
  }

  /** The session has ended, and is not told any more. */
  void giveBack(Caller caller) throws SQLException, StoreException {
    store.change(
        () -> {
          int given =
              NoteRows.update(
                  store.connection(),
                  "UPDATE note SET offered_to = NULL, offered_at = NULL"
                      + " WHERE offered_to = ? AND taken = 0",
                  new Values().add(caller.session()));
          if (given > 0 && caller.clientSession() != null) {
            // so that the same client is offered it the next time
            NoteRows.update(
                store.connection(),
                "DELETE FROM seen WHERE session = ?",
                new Values().add("client " + caller.clientSession() + " " + caller.project()));
          }
          return given;
        });
  }
}
