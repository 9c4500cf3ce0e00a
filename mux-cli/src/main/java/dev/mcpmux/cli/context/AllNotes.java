package dev.mcpmux.cli.context;

import dev.mcpmux.cli.context.NoteRows.Values;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The notes as their user sees them on the command line: all, whoever wrote them. */
final class AllNotes {

  private final NoteStore store;

  AllNotes(NoteStore store) {
    this.store = store;
  }

  /**
   * Those that were changed last come first; of each text only the beginning.
   *
   * @param project null for all
   */
  List<Note> list(String project) throws SQLException {
    return select(NoteRows.BEGINNING, project, "n.updated DESC, n.id DESC");
  }

  /** With their texts, the oldest first. Those of single sessions are left out. */
  List<Note> toExport(String project) throws SQLException {
    return select(NoteRows.WHOLE + "n.scope <> 'session' AND ", project, "n.id");
  }

  private List<Note> select(String start, String project, String order) throws SQLException {
    return NoteRows.select(
        store.connection(),
        start
            + "(? IS NULL OR (n.scope = 'project' AND n.home = ?))"
            + " AND (n.expires IS NULL OR n.expires > ?) ORDER BY "
            + order,
        new Values().add(project, project, store.now().toEpochMilli()));
  }

  Optional<Note> read(long id) throws SQLException {
    return NoteRows.first(
        store.connection(),
        NoteRows.WHOLE + "n.id = ? AND (n.expires IS NULL OR n.expires > ?)",
        new Values().add(id, store.now().toEpochMilli()));
  }

  /** Returns whether there was one. */
  boolean delete(long id) throws SQLException {
    store.outdate();
    return NoteRows.update(
            store.connection(), "DELETE FROM note WHERE id = ?", new Values().add(id))
        > 0;
  }

  /**
   * Adds a note that was exported, unless it is there or has expired; its number is another one.
   * One that is so old that it would go at once counts as changed now.
   */
  boolean add(Note note) throws SQLException, StoreException {
    store.checkRoom();
    return store.change(
        () -> {
          Note.Words words = note.words();
          Instant now = store.now();
          if (isThere(note) || note.expires() != null && !note.expires().isAfter(now)) {
            return false;
          }
          boolean fresh = note.updated().isAfter(store.oldest()) && !note.updated().isAfter(now);
          Values values = new Values();
          values.add(note.place().scope().word(), note.place().home(), words.kind());
          values.add(words.title(), words.text(), NoteRows.tags(words.tags()));
          values.add(note.author().client(), note.editor().client());
          values.add(note.created().toEpochMilli());
          values.add((fresh ? note.updated() : now).toEpochMilli());
          values.add(NoteRows.millis(note.expires()));
          // a handover that was imported is nobody's turn any more
          NoteRows.update(
              store.connection(),
              "INSERT INTO note (version, scope, home, kind, title, text, tags, client,"
                  + " editor_client, created, updated, expires, session, session_title,"
                  + " editor_title, taken)"
                  + " VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'import', '', '', 1)",
              values);
          return true;
        });
  }

  private boolean isThere(Note note) throws SQLException {
    try (PreparedStatement statement =
            NoteRows.prepare(
                store.connection(),
                "SELECT 1 FROM note WHERE scope = ? AND home = ? AND title = ? AND text = ?",
                new Values()
                    .add(note.place().scope().word(), note.place().home())
                    .add(note.words().title(), note.words().text()));
        ResultSet rows = statement.executeQuery()) {
      return rows.next();
    }
  }
}
