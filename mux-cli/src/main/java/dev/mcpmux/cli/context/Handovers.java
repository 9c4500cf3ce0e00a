package dev.mcpmux.cli.context;

import dev.mcpmux.cli.context.NoteRows.Values;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Offers each handover to one session. It is offered when a session opens and taken when that
 * session has heard of it; one that never does gives it back.
 */
final class Handovers {

  /** A session that has not heard of it by then never will. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** So many are told, each at least by its title; more are left to the session after that. */
  private static final int MAX = 5;

  private final NoteStore store;

  Handovers(NoteStore store) {
    this.store = store;
  }

  /**
   * A session opens.
   *
   * @param wanted whether it is to be told anything
   * @return what others have left to the next one in its project, new ones first; nothing for one
   *     that was here before, as its author was, and only comes back
   */
  List<Note> offer(Caller caller, boolean wanted) throws SQLException, StoreException {
    if (caller.project() == null) {
      return List.of();
    }
    long now = store.now().toEpochMilli();
    return store.change(
        () -> {
          if (isBack(caller, now) || !wanted) {
            return List.of();
          }
          List<Note> notes =
              NoteRows.select(
                  store.connection(),
                  NoteRows.WHOLE
                      + NoteRows.VISIBLE
                      + " AND n.scope = 'project' AND n.kind = 'handover' AND n.taken = 0"
                      + " AND (n.offered_to IS NULL OR n.offered_at < ?)"
                      + " ORDER BY n.updated DESC, n.id DESC LIMIT ?",
                  new Values().caller(caller, store.now()).add(now - PATIENCE.toMillis(), MAX));
          for (Note note : notes) {
            NoteRows.update(
                store.connection(),
                "UPDATE note SET offered_to = ?, offered_at = ? WHERE id = ?",
                new Values().add(caller.session(), now, note.id()));
          }
          return notes;
        });
  }

  /** Whether it was here before; it was from now on. */
  private boolean isBack(Caller caller, long now) throws SQLException {
    boolean back = false;
    for (String mark : marks(caller)) {
      Values values = new Values().add(now, mark);
      back |=
          NoteRows.update(store.connection(), "UPDATE seen SET at = ? WHERE mark = ?", values) > 0;
      NoteRows.update(
          store.connection(), "INSERT OR IGNORE INTO seen (at, mark) VALUES (?, ?)", values);
    }
    return back;
  }

  private static Set<String> marks(Caller caller) {
    Set<String> marks = new TreeSet<>();
    marks.add(caller.session());
    caller.marks().forEach(mark -> marks.add(mark + " " + caller.project()));
    return marks;
  }

  /** The session has been told. */
  void take(Caller caller) throws SQLException {
    NoteRows.update(
        store.connection(),
        "UPDATE note SET taken = 1 WHERE offered_to = ? AND taken = 0",
        new Values().add(caller.session()));
  }

  /**
   * The session was not told, and will not be.
   *
   * @return whether there was anything that it was to be told
   */
  boolean giveBack(Caller caller) throws SQLException {
    return NoteRows.update(
            store.connection(),
            "UPDATE note SET offered_to = NULL, offered_at = NULL"
                + " WHERE offered_to = ? AND taken = 0",
            new Values().add(caller.session()))
        > 0;
  }

  /** The session that has ended was no visit: when its client comes again, that is the first. */
  void forget(Caller caller) throws SQLException, StoreException {
    store.change(
        () -> {
          for (String mark : marks(caller)) {
            NoteRows.update(
                store.connection(), "DELETE FROM seen WHERE mark = ?", new Values().add(mark));
          }
          return null;
        });
  }
}
