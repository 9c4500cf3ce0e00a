package dev.mcpmux.cli.usage;

import dev.mcpmux.cli.sqlite.Sqlite;
import dev.mcpmux.core.port.CallEnd;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The database, while something is put into it. A row of {@code call} is what one session has
 * called of one tool on one day; a row of {@code life} is what there was of a server on one day.
 *
 * <p>What was used before in a project by a client:
 *
 * <pre>
 * SELECT server, tool, SUM(calls) FROM call
 * WHERE project = ? AND client = ? AND tool != '' GROUP BY server, tool
 * </pre>
 */
final class UsageDatabase implements AutoCloseable {

  private static final int VERSION = 1;

  /** Names that come after so many of one server on one day count as other. */
  static final int MAX_TOOLS_PER_DAY = 200;

  /** After so many rows on one day, nobody is told apart any more. */
  static final int MAX_ROWS_PER_DAY = 20_000;

  private static final String OTHER = "other";

  private static final String ENDS =
      Counts.ENDS.stream()
          .map(end -> Counts.name(end) + " INTEGER NOT NULL, ")
          .collect(Collectors.joining());

  private static final String[] SCHEMA = {
    "CREATE TABLE batch (name TEXT PRIMARY KEY) WITHOUT ROWID",
    "CREATE TABLE call (day TEXT NOT NULL, server TEXT NOT NULL, method TEXT NOT NULL, "
        + "tool TEXT NOT NULL, client TEXT NOT NULL, project TEXT NOT NULL, session TEXT NOT NULL, "
        + "calls INTEGER NOT NULL, "
        + ENDS
        + "micros INTEGER NOT NULL, bytes INTEGER NOT NULL, times TEXT NOT NULL, "
        + "PRIMARY KEY (day, server, method, tool, client, project, session)) WITHOUT ROWID",
    "CREATE INDEX call_project ON call (project, client)",
    "CREATE TABLE life (day TEXT NOT NULL, server TEXT NOT NULL, sessions INTEGER NOT NULL, "
        + "starts INTEGER NOT NULL, session_millis INTEGER NOT NULL, "
        + "process_millis INTEGER NOT NULL, PRIMARY KEY (day, server)) WITHOUT ROWID",
    "CREATE TABLE size (server TEXT PRIMARY KEY, kib INTEGER NOT NULL) WITHOUT ROWID",
    "PRAGMA user_version = " + VERSION
  };

  /** A row of {@code call} but for what was counted. */
  record Key(
      String server, String method, String tool, String client, String project, String session) {
    Key asNobody() {
      return new Key(server, method, tool.isEmpty() ? "" : OTHER, "", "", "");
    }

    Key withOtherTool() {
      return new Key(server, method, OTHER, client, project, session);
    }
  }

  /** A row of {@code life} but for the day. */
  record Life(String server, long sessions, long starts, long sessionMillis, long processMillis) {}

  private final Connection connection;
  private final Map<String, Long> rows = new HashMap<>();

  private UsageDatabase(Connection connection) {
    this.connection = connection;
  }

  static UsageDatabase open(Path file) throws SQLException, IOException {
    Connection connection = Sqlite.open(file);
    try {
      UsageDatabase database = new UsageDatabase(connection);
      database.prepare();
      return database;
    } catch (SQLException | IOException e) {
      connection.close();
      throw e;
    }
  }

  private void prepare() throws SQLException, IOException {
    if (version(connection) > 0) {
      return;
    }
    run("PRAGMA auto_vacuum = INCREMENTAL");
    begin();
    if (version(connection) == 0) { // nobody was faster
      for (String each : SCHEMA) {
        run(each);
      }
    }
    commit();
  }

  /**
   * @throws IOException when it is of a later mcpmux
   */
  static long version(Connection connection) throws SQLException, IOException {
    long version = number(connection, "PRAGMA user_version");
    if (version > VERSION) {
      throw new IOException("it is of a later version of mcpmux");
    }
    return version;
  }

  void begin() throws SQLException {
    run("BEGIN IMMEDIATE");
  }

  void commit() throws SQLException {
    run("COMMIT");
  }

  void rollback() throws SQLException {
    run("ROLLBACK");
  }

  /** Notes that a batch is in it. Returns false when it is already. */
  boolean addBatch(String name) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT OR IGNORE INTO batch VALUES (?)")) {
      insert.setString(1, name);
      return insert.executeUpdate() > 0;
    }
  }

  /** Forgets a batch, whose file is not there any more. */
  void forgetBatch(String name) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("DELETE FROM batch WHERE name = ?")) {
      delete.setString(1, name);
      delete.executeUpdate();
    }
  }

  void add(LocalDate date, Key wanted, Counts counts) throws SQLException {
    String day = date.toString();
    Key key = wanted;
    Counts sum = stored(day, key);
    if (sum.calls() == 0) {
      key = bounded(day, wanted);
      sum = stored(day, key);
      rows.merge(day, sum.calls() == 0 ? 1L : 0, Long::sum);
    }
    sum.add(counts);
    put(day, key, sum);
  }

  private void put(String day, Key key, Counts sum) throws SQLException {
    String ends = "?, ".repeat(Counts.ENDS.size());
    try (PreparedStatement put =
        connection.prepareStatement(
            "INSERT OR REPLACE INTO call VALUES (?, ?, ?, ?, ?, ?, ?, ?, " + ends + "?, ?, ?)")) {
      int at = set(put, day, key);
      put.setLong(at++, sum.calls());
      for (CallEnd end : Counts.ENDS) {
        put.setLong(at++, sum.ended(end));
      }
      put.setLong(at++, sum.micros());
      put.setLong(at++, sum.bytes());
      put.setString(at, sum.times());
      put.executeUpdate();
    }
  }

  /** Of one that has no row yet: random names must not push out what was there before. */
  private Key bounded(String day, Key key) throws SQLException {
    if (rowsOf(day) >= MAX_ROWS_PER_DAY) {
      return key.asNobody();
    }
    if (key.tool().isEmpty() || isTool(day, key)) {
      return key;
    }
    long tools =
        count(
            "SELECT COUNT(DISTINCT tool) FROM call WHERE day = ? AND server = ?",
            day,
            key.server());
    return tools < MAX_TOOLS_PER_DAY ? key : key.withOtherTool();
  }

  private boolean isTool(String day, Key key) throws SQLException {
    return count(
            "SELECT EXISTS (SELECT 1 FROM call WHERE day = ? AND server = ? AND method = ?"
                + " AND tool = ?)",
            day,
            key.server(),
            key.method(),
            key.tool())
        > 0;
  }

  private long rowsOf(String day) throws SQLException {
    Long known = rows.get(day);
    if (known == null) {
      known = count("SELECT COUNT(*) FROM call WHERE day = ?", day);
      rows.put(day, known);
    }
    return known;
  }

  private Counts stored(String day, Key key) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT * FROM call WHERE day = ? AND server = ? AND method = ? AND tool = ?"
                + " AND client = ? AND project = ? AND session = ?")) {
      set(select, day, key);
      try (ResultSet found = select.executeQuery()) {
        return found.next() ? counts(found) : new Counts();
      }
    }
  }

  /** What was counted, of a row of {@code call}. */
  static Counts counts(ResultSet row) throws SQLException {
    Counts counts = new Counts();
    for (CallEnd end : Counts.ENDS) {
      counts.addEnded(end, row.getLong(Counts.name(end)));
    }
    counts.addMicros(row.getLong("micros"));
    counts.addBytes(row.getLong("bytes"));
    counts.addTimes(row.getString("times"));
    return counts;
  }

  private static int set(PreparedStatement statement, String day, Key key) throws SQLException {
    int at = 1;
    for (String part :
        new String[] {
          day, key.server(), key.method(), key.tool(), key.client(), key.project(), key.session()
        }) {
      statement.setString(at++, part);
    }
    return at;
  }

  void add(LocalDate day, Life life) throws SQLException {
    try (PreparedStatement put =
        connection.prepareStatement(
            "INSERT INTO life VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET"
                + " sessions = sessions + excluded.sessions, starts = starts + excluded.starts,"
                + " session_millis = session_millis + excluded.session_millis,"
                + " process_millis = process_millis + excluded.process_millis")) {
      put.setString(1, day.toString());
      put.setString(2, life.server());
      put.setLong(3, life.sessions());
      put.setLong(4, life.starts());
      put.setLong(5, life.sessionMillis());
      put.setLong(6, life.processMillis());
      put.executeUpdate();
    }
  }

  /** How much a process of this server takes, as was measured last. */
  void size(String server, long kib) throws SQLException {
    try (PreparedStatement put =
        connection.prepareStatement("INSERT OR REPLACE INTO size VALUES (?, ?)")) {
      put.setString(1, server);
      put.setLong(2, kib);
      put.executeUpdate();
    }
  }

  /**
   * Removes what is older than this, and then the oldest days as long as there is too much. Whether
   * there was any.
   */
  boolean bound(LocalDate oldest, long maxBytes) throws SQLException {
    boolean gone = removeBefore(oldest.toString());
    while (bytesUsed() > maxBytes) {
      String first = text("SELECT MIN(day) FROM (SELECT day FROM call UNION SELECT day FROM life)");
      if (first == null) {
        break;
      }
      gone |= removeBefore(LocalDate.parse(first).plusDays(1).toString());
    }
    run("PRAGMA incremental_vacuum");
    return gone;
  }

  private boolean removeBefore(String day) throws SQLException {
    boolean gone = false;
    for (String table : new String[] {"call", "life"}) {
      try (PreparedStatement delete =
          connection.prepareStatement("DELETE FROM " + table + " WHERE day < ?")) {
        delete.setString(1, day);
        gone |= delete.executeUpdate() > 0;
      }
    }
    return gone;
  }

  private long bytesUsed() throws SQLException {
    long pages =
        number(connection, "PRAGMA page_count") - number(connection, "PRAGMA freelist_count");
    return pages * number(connection, "PRAGMA page_size");
  }

  private void run(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql); // to its end: the vacuum has many steps
    }
  }

  private long count(String sql, String... parameters) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        select.setString(i + 1, parameters[i]);
      }
      try (ResultSet found = select.executeQuery()) {
        return found.next() ? found.getLong(1) : 0;
      }
    }
  }

  private String text(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(sql)) {
      return found.next() ? found.getString(1) : null;
    }
  }

  private static long number(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(sql)) {
      return found.next() ? found.getLong(1) : 0;
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
