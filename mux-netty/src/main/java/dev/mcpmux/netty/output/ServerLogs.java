package dev.mcpmux.netty.output;

import dev.mcpmux.core.ByteText;
import dev.mcpmux.netty.files.FileStamp;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** The log files of all servers in one directory, one per name. Thread-safe. */
public final class ServerLogs {

  private static final int MAX_NAME = 80;
  private static final int HASH_DIGITS = 12;
  private static final Pattern PLAIN =
      Pattern.compile("[a-z0-9_-][a-z0-9._-]{0," + (MAX_NAME - 1) + "}");
  private static final Pattern HASHED = Pattern.compile("-[0-9a-f]{" + HASH_DIGITS + "}$");

  /** Its log is in the same directory. */
  private static final String DAEMON = "daemon";

  private final Path directory;
  private final Map<String, ServerLog> logs = new HashMap<>();

  /**
   * @param directory exists already
   */
  public ServerLogs(Path directory) {
    this.directory = directory;
  }

  public synchronized ServerLog of(String server) {
    return logs.computeIfAbsent(server, name -> new ServerLog(file(name)));
  }

  /** Where the log of a server is, whether it has one yet or not. */
  public Path file(String server) {
    return file(directory, server);
  }

  /** The same, from outside. */
  public static Path file(Path directory, String server) {
    return directory.resolve(safeName(server) + ".log");
  }

  /**
   * A file name made of the server's. It stays as it is where it cannot be that of another server
   * or of the daemon, on a disk that ignores case either; a hash is added to all others, and what
   * looks like such a hash counts as another.
   */
  public static String safeName(String server) {
    if (PLAIN.matcher(server).matches()
        && !HASHED.matcher(server).find()
        && !server.equals(DAEMON)) {
      return server;
    }
    String safe = server.replaceAll("[^A-Za-z0-9._-]", "_").replaceFirst("^\\.", "_");
    if (safe.length() > MAX_NAME) {
      safe = safe.substring(0, MAX_NAME);
    }
    String hash = FileStamp.digest(ByteText.bytes(server));
    return safe + "-" + hash.substring(0, HASH_DIGITS);
  }
}
