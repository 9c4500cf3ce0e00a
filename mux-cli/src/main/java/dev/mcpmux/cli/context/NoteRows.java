package dev.mcpmux.cli.context;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Statements about notes. The one place that says which notes a session may see: every statement
 * that reads one for a session has {@link #VISIBLE} in it, and nothing of a session stands in its
 * text.
 */
final class NoteRows {

  /** Takes what {@link Values#caller} adds. */
  static final String VISIBLE =
      "((n.scope = 'global' AND n.home = '') OR (n.scope = 'project' AND n.home = ?)"
          + " OR (n.scope = 'session' AND n.home = ?)) AND (n.expires IS NULL OR n.expires > ?)";

  private static final String WHO =
      "n.id, n.version, n.scope, n.home, n.kind, n.title, n.tags, n.client, n.session_title,"
          + " n.editor_client, n.editor_title, n.created, n.updated, n.expires, ";

  /** With all of the text. */
  static final String WHOLE = "SELECT " + WHO + "n.text FROM note n WHERE ";

  /** With how the text begins. */
  static final String BEGINNING = "SELECT " + WHO + "substr(n.text, 1, 200) FROM note n WHERE ";

  /** With that of the text in which words were found. */
  static final String FOUND =
      "SELECT "
          + WHO
          + "snippet(word, 2, '', '', ' … ', 32) FROM word JOIN note n ON n.id = word.rowid"
          + " WHERE word MATCH ? AND ";

  static final String MATCHING =
      " AND (? IS NULL OR n.scope = ?) AND (? IS NULL OR n.kind = ?)"
          + " AND (? IS NULL OR instr(n.tags, char(10) || ? || char(10)) > 0)";

  private static final String TAG_END = "\n";

  private NoteRows() {}

  /** Values for the places in a statement. */
  static final class Values {
    private final List<Object> values = new ArrayList<>();

    Values add(Object... more) {
      values.addAll(Arrays.asList(more));
      return this;
    }

    Values caller(Caller caller, Instant now) {
      return add(caller.project(), caller.session(), now.toEpochMilli());
    }

    Values filter(Filter filter) {
      String scope = filter.scope() == null ? null : filter.scope().word();
      return add(scope, scope, filter.kind(), filter.kind(), filter.tag(), filter.tag());
    }
  }

  static PreparedStatement prepare(Connection connection, String sql, Values values)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < values.values.size(); i++) {
      statement.setObject(i + 1, values.values.get(i));
    }
    return statement;
  }

  static List<Note> select(Connection connection, String sql, Values values) throws SQLException {
    try (PreparedStatement statement = prepare(connection, sql, values);
        ResultSet rows = statement.executeQuery()) {
      List<Note> notes = new ArrayList<>();
      while (rows.next()) {
        notes.add(note(rows));
      }
      return notes;
    }
  }

  static Optional<Note> first(Connection connection, String sql, Values values)
      throws SQLException {
    return select(connection, sql, values).stream().findFirst();
  }

  static int update(Connection connection, String sql, Values values) throws SQLException {
    try (PreparedStatement statement = prepare(connection, sql, values)) {
      return statement.executeUpdate();
    }
  }

  static String tags(List<String> tags) {
    return tags.isEmpty() ? "" : TAG_END + String.join(TAG_END, tags) + TAG_END;
  }

  private static Note note(ResultSet row) throws SQLException {
    long expires = row.getLong(14);
    return new Note(
        row.getLong(1),
        row.getLong(2),
        new Note.Place(NoteScope.of(row.getString(3)), row.getString(4)),
        new Note.Words(
            row.getString(6),
            row.getString(15),
            Arrays.stream(row.getString(7).split(TAG_END)).filter(tag -> !tag.isEmpty()).toList(),
            row.getString(5)),
        new Note.Author(row.getString(8), row.getString(9)),
        new Note.Author(row.getString(10), row.getString(11)),
        Instant.ofEpochMilli(row.getLong(12)),
        Instant.ofEpochMilli(row.getLong(13)),
        expires == 0 ? null : Instant.ofEpochMilli(expires));
  }

  static Long millis(Instant time) {
    return time == null ? null : time.toEpochMilli();
  }
}
