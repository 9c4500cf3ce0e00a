package dev.mcpmux.cli.dashboard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * Whose program is at the other end of a connection within this machine. The address that a browser
 * is started with stands in the list of processes, where every user of the machine can read it.
 */
final class PeerUser {

  private static final int LOCAL = 1;
  private static final int REMOTE = 2;
  private static final int USER = 7;
  private static final List<String> TABLES = List.of("tcp", "tcp6");

  private PeerUser() {}

  /**
   * The user's number; empty where the system does not tell.
   *
   * @param directory {@code /proc/net}
   * @param peerPort the port of the other end
   * @param ownPort the port of this one
   */
  static OptionalLong of(Path directory, int peerPort, int ownPort) {
    String local = hex(peerPort);
    String remote = hex(ownPort);
    for (String table : TABLES) {
      try {
        for (String line : Files.readAllLines(directory.resolve(table))) {
          String[] words = line.strip().split("\\s+");
          if (words.length > USER
              && words[LOCAL].endsWith(local)
              && words[REMOTE].endsWith(remote)) {
            return OptionalLong.of(Long.parseLong(words[USER]));
          }
        }
      } catch (IOException | NumberFormatException e) {
        // not Linux, or not such a table
      }
    }
    return OptionalLong.empty();
  }

  private static String hex(int port) {
    return String.format(Locale.ROOT, ":%04X", port);
  }
}
