package dev.mcpmux.cli.usage;

import dev.mcpmux.cli.sqlite.Sqlite;
import dev.mcpmux.cli.text.RawJson;
import dev.mcpmux.core.port.CallEnd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What tools clients have used in their projects, in a small file for the daemon, which ranks tools
 * by that and opens no database. Its lines are as those of a {@link Batch}.
 */
final class UsedSummary {

  static final int MAX_TOOLS = 64;

  /** The daemon reads no more than 1 MiB of it. */
  private static final int MAX_CHARS = 512 << 10;

  /** Those that were used last come first, so that others have no place. */
  private static final String QUERY =
      "SELECT client, project, server, tool, SUM(%1$s + %2$s) AS answered, MAX(day) AS last"
              .formatted(Counts.name(CallEnd.RESULT), Counts.name(CallEnd.KNOWN))
          + " FROM call WHERE method = 'tools/call' AND client != '' AND tool != ''"
          + " GROUP BY client, project, server, tool HAVING answered > 0"
          + " ORDER BY last DESC, answered DESC, server, tool";

  private static final FileAttribute<?> OWNER_ALONE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private UsedSummary() {}

  /**
   * @param state the state directory
   */
  static Path file(Path state) {
    return state.resolve("usage.tools");
  }

  /** Puts the file there as a whole, for its owner alone. One process at a time. */
  static void write(Path file, Path database) throws SQLException, IOException {
    String text = text(database);
    Path draft = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(draft); // of one that was killed
    try {
      Files.createFile(draft, OWNER_ALONE);
      Files.writeString(draft, text);
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  private static String text(Path database) throws SQLException, IOException {
    StringBuilder text = new StringBuilder("{\"version\":" + Batch.VERSION + "}\n");
    Map<List<String>, Integer> tools = new HashMap<>();
    try (Connection connection = Sqlite.openToRead(database);
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(QUERY)) {
      while (found.next() && text.length() < MAX_CHARS) {
        List<String> place = List.of(found.getString("client"), found.getString("project"));
        if (tools.merge(place, 1, Integer::sum) <= MAX_TOOLS) {
          for (String name : new String[] {"client", "project", "server", "tool"}) {
            text.append(text.charAt(text.length() - 1) == '\n' ? '{' : ',');
            text.append(RawJson.quote(name)).append(':');
            text.append(RawJson.quote(found.getString(name)));
          }
          long answered = found.getLong("answered");
          text.append(",\"ends\":{\"result\":").append(answered).append("}}\n");
        }
      }
    }
    return text.toString();
  }
}
