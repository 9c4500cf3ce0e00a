package dev.mcpmux.cli.dashboard;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Whose program is at the other end of a connection within this machine. The address that a browser
 * is started with stands in the list of processes, where every user of the machine can read it.
 */
final class PeerUser {

  private static final int LOCAL = 1;
  private static final int REMOTE = 2;
  private static final int STATE = 3;
  private static final int USER = 7;

  /** Rows of other states may have lost their user, and then say that it is root. */
  private static final String ESTABLISHED = "01";

  private static final String ROOT = "0";
  private static final List<String> TABLES = List.of("tcp", "tcp6");

  private PeerUser() {}

  /**
   * Whether the other end is this user's or root's. It is taken to be so where the system has no
   * table of connections.
   *
   * @param directory {@code /proc/net}
   * @param peer the other end; null when it has gone
   * @param own this end; null when it has gone
   */
  static boolean mayBe(Path directory, long user, InetSocketAddress peer, InetSocketAddress own) {
    if (peer == null || own == null) {
      return false;
    }
    List<String> rows = new ArrayList<>();
    for (String table : TABLES) {
      try {
        rows.addAll(Files.readAllLines(directory.resolve(table)));
      } catch (IOException e) {
        // not Linux, or not such a table
      }
    }
    return rows.isEmpty() || rows.stream().anyMatch(row -> isOf(user, row, peer, own));
  }

  private static boolean isOf(
      long user, String row, InetSocketAddress peer, InetSocketAddress own) {
    String[] words = row.strip().split("\\s+");
    return words.length > USER
        && words[STATE].equals(ESTABLISHED)
        && isAt(words[LOCAL], peer)
        && isAt(words[REMOTE], own)
        && (words[USER].equals(Long.toString(user)) || words[USER].equals(ROOT));
  }

  private static boolean isAt(String word, InetSocketAddress address) {
    byte[] bytes = address.getAddress().getAddress();
    String port = String.format(Locale.ROOT, ":%04X", address.getPort());
    return word.equals(hex(bytes) + port)
        || bytes.length == 4 && word.equals(hex(mapped(bytes)) + port);
  }

  /** As {@code ::ffff:1.2.3.4}: a socket for both protocols has it so. */
  private static byte[] mapped(byte[] v4) {
    return ByteBuffer.allocate(16).putShort(10, (short) -1).put(12, v4).array();
  }

  /** The kernel prints the words of the address as its processor reads them. */
  private static String hex(byte[] address) {
    StringBuilder hex = new StringBuilder();
    ByteBuffer words = ByteBuffer.wrap(address).order(ByteOrder.nativeOrder());
    while (words.hasRemaining()) {
      hex.append(String.format(Locale.ROOT, "%08X", words.getInt()));
    }
    return hex.toString();
  }
}
