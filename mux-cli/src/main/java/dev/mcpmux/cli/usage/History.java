package dev.mcpmux.cli.usage;

import dev.mcpmux.cli.sqlite.Sqlite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What the database has of some days.
 *
 * @param first the first of these days
 * @param groups what was called
 * @param lives what there was of servers, by name
 */
record History(LocalDate first, Groups groups, Map<String, Life> lives) {

  /** Of a server: all days together, and how much one of its processes takes; 0 for unknown. */
  record Life(long sessions, long starts, long sessionMillis, long processMillis, long kib) {}

  /**
   * Rows put together.
   *
   * @param names those that they have in common
   * @param last the last day
   */
  record Group(List<String> names, Counts counts, String last) {}

  private static final String TOOL = "tool";

  private static final List<String> COLUMNS =
      List.of("day", "server", "method", TOOL, "client", "project", "session");

  /**
   * Of a database that does not exist there is nothing.
   *
   * @param wanted what {@link #by} will be asked for
   */
  static History read(Path database, LocalDate first, Set<By> wanted)
      throws SQLException, IOException {
    Groups groups = new Groups(wanted);
    if (!Files.exists(database)) {
      return new History(first, groups, Map.of());
    }
    try (Connection connection = Sqlite.openToRead(database)) {
      if (UsageDatabase.version(connection) == 0) {
        return new History(first, groups, Map.of());
      }
      readCalls(connection, first, groups);
      return new History(first, groups, lives(connection, first));
    }
  }

  private static void readCalls(Connection connection, LocalDate first, Groups groups)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("SELECT * FROM call WHERE day >= ?")) {
      select.setString(1, first.toString());
      try (ResultSet found = select.executeQuery()) {
        while (found.next()) {
          Map<String, String> columns = new HashMap<>();
          for (String name : COLUMNS) {
            columns.put(name, found.getString(name));
          }
          columns.computeIfPresent(TOOL, (name, tool) -> orMethod(tool, columns));
          groups.add(columns, UsageDatabase.counts(found));
        }
      }
    }
  }

  /** A prompt or a resource is shown by the method, as it has no tool. */
  private static String orMethod(String tool, Map<String, String> columns) {
    String method = columns.get("method");
    return !tool.isEmpty() ? tool : method.isEmpty() ? "other" : method;
  }

  private static Map<String, Life> lives(Connection connection, LocalDate first)
      throws SQLException {
    Map<String, Life> lives = new LinkedHashMap<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT server, SUM(sessions), SUM(starts), SUM(session_millis), SUM(process_millis),"
                + " (SELECT kib FROM size WHERE size.server = life.server)"
                + " FROM life WHERE day >= ? GROUP BY server ORDER BY server")) {
      select.setString(1, first.toString());
      try (ResultSet found = select.executeQuery()) {
        while (found.next()) {
          lives.put(
              found.getString(1),
              new Life(
                  found.getLong(2),
                  found.getLong(3),
                  found.getLong(4),
                  found.getLong(5),
                  found.getLong(6)));
        }
      }
    }
    return lives;
  }

  /** The most used first; days in their order. */
  List<Group> by(By by) {
    return groups.by(by);
  }

  /** The same, where the lives of these servers do not count. */
  History without(Predicate<String> server) {
    Map<String, Life> others = new LinkedHashMap<>(lives);
    others.keySet().removeIf(server);
    return new History(first, groups, others);
  }

  Counts total() {
    return groups.total();
  }
}
