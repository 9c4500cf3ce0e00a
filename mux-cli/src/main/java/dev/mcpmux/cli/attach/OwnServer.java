package dev.mcpmux.cli.attach;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Finds out whether this process speaks in the place of a server that a daemon has started: such a
 * server would start itself again, and again. The mark alone says little, as a server may be an
 * agent with servers of its own; but who has the very stdin that the daemon gave to its server is
 * that server.
 */
final class OwnServer {

  static final String MESSAGE =
      "a server of mcpmux starts mcpmux itself, which would start it again without end: write the"
          + " server's own command into the config";

  static final String MARK = "MCPMUX_SERVER";

  /** Behind the name of the program in {@code /proc/PID/stat}. */
  private static final int SESSION = 3;

  private OwnServer() {}

  static boolean isThis(Map<String, String> environment) {
    String mark = environment.get(MARK);
    if (mark == null) {
      return false;
    }
    boolean child =
        ProcessHandle.current()
            .parent()
            .filter(parent -> Long.toString(parent.pid()).equals(mark))
            .isPresent();
    return child || hasStdinOfLeader();
  }

  /** A daemon starts each server as the leader of a session. */
  private static boolean hasStdinOfLeader() {
    try {
      String stat = Files.readString(Path.of("/proc/self/stat"));
      String leader = stat.substring(stat.lastIndexOf(')') + 2).split(" ")[SESSION];
      String mine = stdin("self");
      return (mine.startsWith("pipe:") || mine.startsWith("socket:")) && mine.equals(stdin(leader));
    } catch (IOException | IndexOutOfBoundsException e) {
      return false; // no such system, or the leader has gone
    }
  }

  private static String stdin(String process) throws IOException {
    return Files.readSymbolicLink(Path.of("/proc", process, "fd/0")).toString();
  }
}
