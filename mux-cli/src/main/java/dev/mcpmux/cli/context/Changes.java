package dev.mcpmux.cli.context;

import dev.mcpmux.cli.context.NoteRows.Values;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** What has changed among the notes since the last look, by whichever process. */
final class Changes {

  private final NoteStore store;
  private long last;
  private long dataVersion;

  /**
   * One note came, changed or went.
   *
   * @param listed whether that changes a list of notes
   */
  record Change(long note, Note.Place place, boolean listed) {}

  Changes(NoteStore store) throws SQLException {
    this.store = store;
    this.last = number("SELECT coalesce(max(seq), 0) FROM change");
    this.dataVersion = dataVersion();
  }

  /** Whether another process has changed the file since this was asked last; costs very little. */
  boolean hasOther() throws SQLException {
    long before = dataVersion;
    dataVersion = dataVersion();
    return dataVersion != before;
  }

  /** In the order in which they happened. */
  List<Change> take() throws SQLException {
    List<Change> changes = new ArrayList<>();
    try (PreparedStatement statement =
            NoteRows.prepare(
                store.connection(),
                "SELECT seq, note, scope, home, listed FROM change WHERE seq > ? ORDER BY seq",
                new Values().add(last));
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        last = rows.getLong(1);
        changes.add(
            new Change(
                rows.getLong(2),
                new Note.Place(NoteScope.of(rows.getString(3)), rows.getString(4)),
                rows.getInt(5) != 0));
      }
    }
    return changes;
  }

  private long dataVersion() throws SQLException {
    return number("PRAGMA data_version");
  }

  private long number(String sql) throws SQLException {
    try (Statement statement = store.connection().createStatement()) {
      return NoteFile.number(statement, sql);
    }
  }
}
