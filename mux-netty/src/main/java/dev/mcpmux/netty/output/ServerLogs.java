package dev.mcpmux.netty.output;

import dev.mcpmux.core.text.ByteText;
import dev.mcpmux.netty.files.FileStamp;
import dev.mcpmux.netty.log.Log;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The log files of all servers in one directory, one per name. Thread-safe. */
public final class ServerLogs {

  /** Each is at most twice as long as {@link ServerLog#MAX_BYTES}, with the one before it. */
  static final int MAX_FILES = 256;

  private static final int MAX_NAME = 80;
  private static final int HASH_DIGITS = 12;
  private static final Pattern PLAIN =
      Pattern.compile("[a-z0-9_-][a-z0-9._-]{0," + (MAX_NAME - 1) + "}");
  private static final Pattern HASHED = Pattern.compile("-[0-9a-f]{" + HASH_DIGITS + "}$");

  /** Its log is in the same directory. */
  private static final String DAEMON = "daemon";

  private final Path directory;
  private final Map<String, ServerLog> logs = new HashMap<>();
  private boolean grown;

  /**
   * @param directory exists already
   */
  public ServerLogs(Path directory) {
    this.directory = directory;
  }

  public synchronized ServerLog of(String server) {
    return logs.computeIfAbsent(
        server,
        name -> {
          grown = true;
          return new ServerLog(file(name));
        });
  }

  /**
   * Where there are too many files, removes those that nothing was written to for the longest: each
   * ad-hoc command has one. Touches the disk: never on the event loop.
   */
  public void clean() {
    Set<Path> used = used();
    if (used.isEmpty()) {
      return;
    }
    try {
      Map<Path, FileTime> files = new HashMap<>();
      try (DirectoryStream<Path> all = Files.newDirectoryStream(directory, "*.log")) {
        for (Path file : all) {
          if (!file.getFileName().toString().equals(DAEMON + ".log")) {
            files.put(file, Files.getLastModifiedTime(file));
          }
        }
      }
      List<Path> oldest = new ArrayList<>(files.keySet());
      oldest.removeAll(used);
      oldest.sort(Comparator.comparing(files::get));
      int tooMany = Math.min(oldest.size(), files.size() - MAX_FILES);
      for (Path file : oldest.subList(0, Math.max(0, tooMany))) {
        Files.deleteIfExists(file);
        Files.deleteIfExists(file.resolveSibling(file.getFileName() + ".1"));
      }
    } catch (IOException | DirectoryIteratorException e) {
      Log.warn("cannot look for old logs in " + directory + ": " + e);
    }
  }

  /** Of logs that are to be kept; empty where none is new. */
  private synchronized Set<Path> used() {
    Set<Path> used = new HashSet<>();
    if (grown) {
      grown = false;
      if (logs.size() > MAX_FILES) {
        logs.values().removeIf(log -> !log.isUsed());
      }
      logs.forEach((server, log) -> used.add(file(server)));
    }
    return used;
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
