package dev.mcpmux.cli.command;

import dev.mcpmux.cli.attach.DaemonRestart;
import dev.mcpmux.cli.home.DaemonControl;
import dev.mcpmux.cli.home.Home;
import dev.mcpmux.cli.system.ClientEnvironment;
import dev.mcpmux.cli.system.ExitCode;
import dev.mcpmux.cli.text.Counted;
import dev.mcpmux.cli.text.JsonTree;
import dev.mcpmux.cli.text.Paragraph;
import dev.mcpmux.cli.text.RawJson;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Replaces the daemon, and says whose sessions go on. */
final class Restarting {

  private Restarting() {}

  /** Returns the exit code. */
  static int daemon(Home home) throws IOException, InterruptedException {
    String before;
    try (DaemonControl status = DaemonControl.call(home, "status")) {
      if (status == null) {
        return DaemonControl.complainOfNone(home);
      }
      before = status.answer();
    }
    DaemonRestart.Done done = new DaemonRestart(home, ClientEnvironment.get()).run();
    if (done == null) {
      return DaemonControl.complainOfNone(home);
    }
    try (DaemonControl status = DaemonControl.call(home, "status")) {
      if (status == null) {
        throw new IOException("the new daemon has ended; see " + home.daemonLog());
      }
      System.out.print(text(before, done.before(), status.answer()));
    }
    return ExitCode.OK;
  }

  private static String text(String before, long pid, String after) {
    List<Map<String, Object>> sessions = JsonTree.objects(JsonTree.parse(before), "sessions");
    int resumed =
        (int) sessions.stream().filter(session -> "true".equals(session.get("resumes"))).count();
    int others = sessions.size() - resumed;
    String text =
        "The daemon was replaced: "
            + version(before)
            + " (pid "
            + pid
            + ") by "
            + version(after)
            + " (pid "
            + RawJson.find(after, "daemon", "pid")
            + "). "
            + Counted.of(resumed, "session goes on", "sessions go on")
            + " at it"
            + (others == 0
                ? "."
                : "; "
                    + Counted.of(others, "session", "sessions")
                    + " over HTTP or with a relay of an older version may have ended.");
    return Paragraph.of("", "", text);
  }

  private static String version(String status) {
    return RawJson.string(status, "daemon", "version");
  }
}
