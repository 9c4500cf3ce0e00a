package dev.mcpmux.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mcpmux.cli.attach.Terminal;
import dev.mcpmux.cli.home.CommonOptions;
import dev.mcpmux.cli.home.DaemonControl;
import dev.mcpmux.cli.home.Home;
import dev.mcpmux.cli.system.ExitCode;
import dev.mcpmux.cli.system.ProcessEnd;
import dev.mcpmux.cli.text.Counted;
import dev.mcpmux.cli.text.JsonTree;
import dev.mcpmux.cli.text.Paragraph;
import dev.mcpmux.cli.text.RawJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Ends the running daemon. */
@Command(
    name = "stop",
    description = {"End the daemon, its sessions and servers.", "Returns when they are gone."},
    footer = {
      "",
      "At a terminal, it says whose sessions would end and asks. Exit code 3 means",
      "that no daemon ran, 1 that you said no."
    })
public final class StopCommand implements Callable<Integer> {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final int MAX_SHOWN = 12;

  @Mixin private CommonOptions common;

  @Option(
      names = {"-y", "--yes"},
      description = "Do not ask.")
  private boolean yes;

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
    if (!yes && Terminal.isStdin() && !isMeant(before)) {
      System.out.println("Nothing was stopped.");
      return ExitCode.FAILURE;
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

  /** Without sessions there is nothing to lose. */
  private static boolean isMeant(String status) throws IOException {
    String whose = sessions(status, "would end");
    if (whose.isEmpty()) {
      return true;
    }
    System.out.print(whose + "End them and the daemon? [y/N] ");
    System.out.flush();
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    String answer = in.readLine();
    return answer != null && answer.strip().matches("(?i)y|yes");
  }

  /**
   * Whose sessions there are, a line for those of one client in one directory; empty without any.
   *
   * @param fate what would become of them
   */
  static String sessions(String status, String fate) {
    Map<String, Integer> whose = new LinkedHashMap<>();
    List<Map<String, Object>> all = JsonTree.objects(JsonTree.parse(status), "sessions");
    for (Map<String, Object> session : all) {
      String client = text(session, "client");
      String line =
          (client.isEmpty() ? "a client that has not said its name" : client)
              + " with "
              + text(session, "server")
              + " in "
              + text(session, "project");
      whose.merge(line, 1, Integer::sum);
    }
    if (whose.isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder(Counted.of(all.size(), "session") + " " + fate + ":\n");
    whose.entrySet().stream()
        .limit(MAX_SHOWN)
        .forEach(
            each ->
                text.append(
                    Paragraph.of(
                        "  ",
                        "    ",
                        each.getKey()
                            + (each.getValue() == 1 ? "" : ", " + each.getValue() + " times"))));
    if (whose.size() > MAX_SHOWN) {
      text.append("  and others: mcpmux status\n");
    }
    return text.toString();
  }

  private static String text(Map<String, Object> session, String name) {
    return String.valueOf(session.getOrDefault(name, ""));
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
