package dev.mcpmux.cli.sqlite;

import dev.mcpmux.cli.home.SqliteLibrary;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Opens databases. */
public final class Sqlite {

  /** How long another process may be at work in it. */
  private static final int BUSY_MILLIS = 5000;

  private static final Set<PosixFilePermission> PERMISSIONS =
      PosixFilePermissions.fromString("rw-------");

  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PERMISSIONS);

  /** What SQLite has beside a database, with the same in it. */
  private static final List<String> BESIDE = List.of("-wal", "-shm", "-journal");

  private Sqlite() {}

  /** Opens one to be changed; it is made, for its owner alone, where there is none. */
  public static Connection open(Path file) throws SQLException, IOException {
    SqliteLibrary.use();
    try {
      Files.createFile(file, OWNER_ONLY);
    } catch (FileAlreadyExistsException e) {
      keepPrivate(file);
    }
    for (String beside : BESIDE) {
      keepPrivate(file.resolveSibling(file.getFileName() + beside));
    }
    return connect(file, new SQLiteConfig());
  }

  private static void keepPrivate(Path file) throws IOException {
    try {
      if (!Files.getPosixFilePermissions(file).equals(PERMISSIONS)) {
        Files.setPosixFilePermissions(file, PERMISSIONS);
      }
    } catch (NoSuchFileException e) {
      // gone, or not there yet: SQLite makes what is beside a database with its permissions
    }
  }

  /** Opens one that is there, to be read. */
  public static Connection openToRead(Path file) throws SQLException, IOException {
    SqliteLibrary.use();
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    return connect(file, config);
  }

  private static Connection connect(Path file, SQLiteConfig config)
      throws SQLException, IOException {
    config.setBusyTimeout(BUSY_MILLIS);
    Properties properties = config.toProperties();
    Connection connection = JDBC.createConnection(JDBC.PREFIX + file, properties);
    if (connection == null) {
      throw new IOException("cannot open " + file);
    }
    return connection;
  }

  /** Whether the file is no database, or not a whole one. */
  public static boolean isCorrupt(SQLException e) {
    return is(e, SQLiteErrorCode.SQLITE_CORRUPT) || is(e, SQLiteErrorCode.SQLITE_NOTADB);
  }

  private static boolean is(SQLException e, SQLiteErrorCode code) {
    return (e.getErrorCode() & 0xff) == code.code;
  }

  /** What has failed, for people. */
  public static String describe(SQLException e) {
    if (is(e, SQLiteErrorCode.SQLITE_BUSY) || is(e, SQLiteErrorCode.SQLITE_LOCKED)) {
      return "another program has locked it";
    } else if (is(e, SQLiteErrorCode.SQLITE_FULL)) {
      return "the disk is full";
    } else if (is(e, SQLiteErrorCode.SQLITE_READONLY)) {
      return "it is read-only";
    } else if (is(e, SQLiteErrorCode.SQLITE_CANTOPEN)) {
      return "it cannot be opened";
    } else if (is(e, SQLiteErrorCode.SQLITE_IOERR)) {
      return "it cannot be read or written";
    } else if (isCorrupt(e)) {
      return "it is corrupt";
    }
    return e instanceof SQLiteException sqlite
        ? String.valueOf(sqlite.getResultCode())
        : String.valueOf(e.getMessage());
  }
}
