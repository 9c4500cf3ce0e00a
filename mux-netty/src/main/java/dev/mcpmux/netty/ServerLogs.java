package dev.mcpmux.netty;

import dev.mcpmux.core.ByteText;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32;

/** The log files of all servers in one directory, one per name. Thread-safe. */
final class ServerLogs {

  private static final int MAX_NAME = 80;

  private final Path directory;
  private final Map<String, ServerLog> logs = new HashMap<>();

  /**
   * @param directory exists already
   */
  ServerLogs(Path directory) {
    this.directory = directory;
  }

  synchronized ServerLog of(String server) {
    return logs.computeIfAbsent(server, name -> new ServerLog(file(name)));
  }

  /** Where the log of a server is, whether it has one yet or not. */
  Path file(String server) {
    return directory.resolve(safeName(server) + ".log");
  }

  /** A file name made of the server's; a hash keeps names apart that look the same afterwards. */
  static String safeName(String server) {
    String safe = server.replaceAll("[^A-Za-z0-9._-]", "_").replaceFirst("^\\.", "_");
    if (safe.length() > MAX_NAME) {
      safe = safe.substring(0, MAX_NAME);
    }
    if (safe.equals(server)) {
      return safe;
    }
    CRC32 hash = new CRC32();
    hash.update(ByteText.bytes(server));
    return safe + "-" + String.format("%08x", hash.getValue());
  }
}
