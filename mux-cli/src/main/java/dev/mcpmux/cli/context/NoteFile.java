package dev.mcpmux.cli.context;

import dev.mcpmux.cli.sqlite.Anew;
import dev.mcpmux.cli.sqlite.Sqlite;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import org.sqlite.SQLiteErrorCode;

/** The database of the notes: its tables, and how it is opened. */
final class NoteFile {

  /** Of the tables. A file of a later one is left alone. */
  private static final int VERSION = 2;

  /** All sessions wait while another program has it locked. */
  private static final int BUSY_MILLIS = 2000;

  /** How many changes can be told apart; whoever looks later than that takes all for changed. */
  static final int CHANGES = 1000;

  /** Pages of the index that are written at once: 2 MB. */
  private static final int MERGED = 500;

  private static final String CHANGED = "SELECT total_changes()";

  /** Which sessions have written; since version 2. */
  private static final String GUEST =
      "CREATE TABLE guest (session TEXT PRIMARY KEY, holder TEXT NOT NULL, origin TEXT NOT NULL,"
          + " until INTEGER NOT NULL) WITHOUT ROWID";

  private static final String[] TABLES = {
    "CREATE TABLE note (id INTEGER PRIMARY KEY AUTOINCREMENT, version INTEGER NOT NULL, scope TEXT"
        + " NOT NULL, home TEXT NOT NULL, kind TEXT NOT NULL, title TEXT NOT NULL, text TEXT NOT"
        + " NULL, tags TEXT NOT NULL, session TEXT NOT NULL, client TEXT NOT NULL, session_title"
        + " TEXT NOT NULL, editor_client TEXT NOT NULL, editor_title TEXT NOT NULL, created INTEGER"
        + " NOT NULL, updated INTEGER NOT NULL, expires INTEGER, offered_to TEXT, offered_at"
        + " INTEGER, taken INTEGER NOT NULL DEFAULT 0)",
    "CREATE INDEX note_home ON note (scope, home, updated)",
    "CREATE INDEX note_offered ON note (offered_to) WHERE offered_to IS NOT NULL",
    "CREATE VIRTUAL TABLE word USING fts5 (title, tags, text, content='note', content_rowid='id',"
        + " tokenize='porter unicode61 remove_diacritics 2')",
    "CREATE TRIGGER note_word_in AFTER INSERT ON note BEGIN"
        + " INSERT INTO word (rowid, title, tags, text)"
        + " VALUES (new.id, new.title, new.tags, new.text); END",
    "CREATE TRIGGER note_word_out AFTER DELETE ON note BEGIN"
        + " INSERT INTO word (word, rowid, title, tags, text)"
        + " VALUES ('delete', old.id, old.title, old.tags, old.text); END",
    "CREATE TRIGGER note_word_over AFTER UPDATE OF title, tags, text ON note BEGIN"
        + " INSERT INTO word (word, rowid, title, tags, text)"
        + " VALUES ('delete', old.id, old.title, old.tags, old.text);"
        + " INSERT INTO word (rowid, title, tags, text)"
        + " VALUES (new.id, new.title, new.tags, new.text); END",
    // what others are to be told of: where a note came, changed or went
    "CREATE TABLE change (seq INTEGER PRIMARY KEY AUTOINCREMENT, note INTEGER NOT NULL,"
        + " scope TEXT NOT NULL, home TEXT NOT NULL, listed INTEGER NOT NULL)",
    "CREATE TRIGGER note_in AFTER INSERT ON note BEGIN"
        + " INSERT INTO change (note, scope, home, listed)"
        + " VALUES (new.id, new.scope, new.home, 1); END",
    "CREATE TRIGGER note_out AFTER DELETE ON note BEGIN"
        + " INSERT INTO change (note, scope, home, listed)"
        + " VALUES (old.id, old.scope, old.home, 1); END",
    "CREATE TRIGGER note_over AFTER UPDATE OF version ON note BEGIN"
        + " INSERT INTO change (note, scope, home, listed) SELECT old.id, old.scope, old.home, 1"
        + " WHERE old.scope <> new.scope OR old.home <> new.home;"
        + " INSERT INTO change (note, scope, home, listed) VALUES (new.id, new.scope, new.home,"
        + " old.title <> new.title OR old.scope <> new.scope OR old.home <> new.home); END",
    "CREATE TRIGGER change_in AFTER INSERT ON change BEGIN"
        + " DELETE FROM change WHERE seq <= new.seq - "
        + CHANGES
        + "; END",
    // who has been here, so that whoever only comes back is offered nothing
    "CREATE TABLE seen (mark TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID",
    GUEST
  };

  /** What makes version 2 of version 1; the sessions may be open. */
  private static final String[] SECOND = {
    GUEST,
    // what it did made the index corrupt, where a note had very many words
    "INSERT INTO word (word, rank) VALUES ('secure-delete', 0)",
    "INSERT INTO word (word) VALUES ('rebuild')",
    "INSERT INTO guest SELECT DISTINCT home, home, '', (strftime('%s', 'now') + 86400) * 1000"
        + " FROM note WHERE scope = 'session'"
  };

  private NoteFile() {}

  /** Where the notes are. */
  static Path in(Path state) {
    return state.resolve("context.db");
  }

  /**
   * Opens it, for this user alone.
   *
   * @throws SQLException also where it is corrupt, as far as that is seen
   */
  static Connection open(Path file) throws SQLException, IOException {
    Object before = Anew.identity(file);
    Connection connection = connect(file);
    if (before == null || before.equals(Anew.identity(file))) {
      return connection;
    }
    connection.close(); // another process has moved this one aside, and cannot by now
    return connect(file);
  }

  private static Connection connect(Path file) throws SQLException, IOException {
    Connection connection = Sqlite.open(file);
    try (Statement statement = connection.createStatement()) {
      // before the first table is made, else it is too late for it
      statement.execute("PRAGMA busy_timeout = " + BUSY_MILLIS);
      statement.execute("PRAGMA auto_vacuum = INCREMENTAL");
      statement.execute("PRAGMA journal_mode = WAL");
      // a note that was acknowledged outlasts the machine's end, not only ours
      statement.execute("PRAGMA synchronous = FULL");
      statement.execute("PRAGMA secure_delete = ON");
      statement.execute("PRAGMA cache_size = -512");
      statement.execute("PRAGMA trusted_schema = OFF");
      statement.execute("PRAGMA journal_size_limit = 1048576");
      prepare(statement);
      return connection;
    } catch (SQLException | IOException e) {
      connection.close();
      throw e;
    }
  }

  private static void prepare(Statement statement) throws SQLException, IOException {
    if (version(statement) == VERSION) {
      return;
    }
    statement.execute("BEGIN IMMEDIATE");
    try {
      int version = version(statement); // another process may have made them
      if (version > VERSION) {
        throw new IOException("a later version of mcpmux has written the notes");
      }
      for (String step : version == 0 ? TABLES : version == 1 ? SECOND : new String[0]) {
        statement.execute(step);
      }
      statement.execute("PRAGMA user_version = " + VERSION);
      statement.execute("COMMIT");
    } catch (SQLException | IOException e) {
      try {
        statement.execute("ROLLBACK");
      } catch (SQLException again) {
        e.addSuppressed(again); // SQLite has done so itself
      }
      throw e;
    }
  }

  /**
   * Looks whether all of it can be read. Where only the index of the words is wrong, it is made
   * again.
   *
   * @throws SQLException where it is corrupt
   */
  static void check(Connection connection) throws SQLException {
    String wrong = wrong(connection);
    if (wrong.toLowerCase(Locale.ROOT).contains("fts5")) { // looked at last: all else is right
      indexWords(connection);
      wrong = wrong(connection);
    }
    if (!wrong.isEmpty()) {
      throw new SQLException(wrong, "", SQLiteErrorCode.SQLITE_CORRUPT.code);
    }
  }

  /** What cannot be read, empty for nothing. */
  private static String wrong(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("PRAGMA quick_check(1)")) {
      String wrong = rows.next() ? rows.getString(1) : "ok";
      return wrong.equals("ok") ? "" : wrong;
    }
  }

  /** Makes the index of the words again. */
  static void indexWords(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("INSERT INTO word (word) VALUES ('rebuild')");
    }
  }

  /**
   * Takes words out of the index that no note has any more; in steps, so that other processes may
   * write in between.
   */
  static void forgetWords(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      long before;
      long changes = number(statement, CHANGED);
      int pages = -MERGED; // it begins with all there is
      do {
        before = changes;
        statement.execute("INSERT INTO word (word, rank) VALUES ('merge', " + pages + ")");
        changes = number(statement, CHANGED);
        pages = MERGED;
      } while (changes - before >= 2); // so SQLite says that there is more
    }
  }

  private static int version(Statement statement) throws SQLException {
    return (int) number(statement, "PRAGMA user_version");
  }

  static long number(Statement statement, String sql) throws SQLException {
    try (ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getLong(1) : 0;
    }
  }
}
