package dev.mcpmux.cli.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The socket that systemd listens with and hands to the daemon that it starts for the first
 * session, see {@code sd_listen_fds(3)}. What would make sessions wait for ever is refused: a
 * socket where no session looks, or one that the event loop would get stuck in.
 */
public final class SystemdSocket {

  private static final String FIRST = "3";
  private static final int NON_BLOCKING = 04000;
  private static final long LISTENING = 0x10000;

  // the columns of /proc/net/unix
  private static final int COLUMNS = 8;
  private static final int FLAGS = 3;
  private static final int INODE = 6;
  private static final int PATH = 7;

  private SystemdSocket() {}

  /**
   * The descriptor; empty where this process was started in another way.
   *
   * @param socket where sessions look for the daemon
   * @throws IOException when systemd has handed over something else, with a sentence that says what
   */
  public static OptionalInt find(Map<String, String> environment, Path socket) throws IOException {
    String own = Long.toString(ProcessHandle.current().pid());
    if (!own.equals(environment.get("LISTEN_PID")) || !environment.containsKey("LISTEN_FDS")) {
      return OptionalInt.empty();
    }
    if (!environment.get("LISTEN_FDS").equals("1")) {
      throw new IOException(
          "one socket is needed from systemd, not " + environment.get("LISTEN_FDS"));
    }
    Path self = Path.of("/proc/self");
    checkBlocking(Files.readAllLines(self.resolve("fdinfo").resolve(FIRST)));
    String name = Files.readSymbolicLink(self.resolve("fd").resolve(FIRST)).toString();
    checkPlace(name.replaceAll("\\D", ""), Path.of("/proc/net/unix"), socket);
    return OptionalInt.of(Integer.parseInt(FIRST));
  }

  private static void checkBlocking(List<String> lines) throws IOException {
    for (String line : lines) {
      if (line.startsWith("flags:")
          && (Integer.parseInt(line.substring(line.indexOf(':') + 1).strip(), 8) & NON_BLOCKING)
              == 0) {
        throw new IOException("the service unit must say NonBlocking=yes");
      }
    }
  }

  /** Any user can give a socket a name that is no text, so each byte is a character at first. */
  static void checkPlace(String inode, Path sockets, Path socket) throws IOException {
    for (String line : Files.readAllLines(sockets, StandardCharsets.ISO_8859_1)) {
      String[] columns = line.strip().split(" +", COLUMNS);
      if (columns.length == COLUMNS && columns[INODE].equals(inode)) {
        if ((Long.parseLong(columns[FLAGS], 16) & LISTENING) == 0) {
          throw new IOException("the socket unit must say Accept=no");
        }
        // a socket's path that is not UTF-8 has been refused before
        String path = new String(columns[PATH].getBytes(StandardCharsets.ISO_8859_1), UTF_8);
        if (!path.equals(socket.toString()) && !isSame(ProcessBytes.path(path), socket)) {
          throw new IOException("systemd listens on " + path + ", but sessions come to " + socket);
        }
        return;
      }
    }
    throw new IOException("what systemd has handed over is no unix socket with a path");
  }

  private static boolean isSame(Path one, Path other) throws IOException {
    return Files.exists(other) && Files.exists(one) && Files.isSameFile(one, other);
  }
}
