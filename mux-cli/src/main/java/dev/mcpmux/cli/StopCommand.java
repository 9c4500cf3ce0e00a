package dev.mcpmux.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Ends the running daemon. */
@Command(
    name = "stop",
    description = "End the daemon, its sessions and servers, and wait until they are gone.",
    footer = {"", "Exit code 3 means that no daemon ran."})
final class StopCommand implements Callable<Integer> {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Mixin private CommonOptions common;

  @Override
  public Integer call() throws Exception {
    Home home = common.home();
    String before;
    try (DaemonControl status = DaemonControl.call(home, "status")) {
      if (status == null) {
        return DaemonControl.complainOfNone(home);
      }
      before = status.answer();
    }
    try (DaemonControl stop = DaemonControl.call(home, "stop")) {
      if (stop == null) {
        return DaemonControl.complainOfNone(home);
      }
      long pid = Long.parseLong(RawJson.find(stop.answer(), "pid"));
      stop.awaitClose();
      if (!ProcessEnd.await(pid, PATIENCE)) {
        throw new IOException(
            "the daemon (pid " + pid + ") still runs after " + PATIENCE.toSeconds() + " s");
      }
      System.out.println("Stopped the daemon (pid " + pid + "): " + summary(before) + ".");
      return ExitCode.OK;
    }
  }

  static String summary(String status) {
    Map<String, Object> top = JsonTree.parse(status);
    int processes = 0;
    for (Map<String, Object> server : JsonTree.objects(top, "servers")) {
      processes += JsonTree.objects(server, "processes").size();
    }
    List<Map<String, Object>> sessions = JsonTree.objects(top, "sessions");
    return Counted.of(sessions.size(), "session")
        + " and "
        + Counted.of(processes, "server process")
        + " ended";
  }
}
