package dev.mcpmux.cli.doctor;

import dev.mcpmux.cli.home.DaemonControl;
import dev.mcpmux.cli.home.Home;
import dev.mcpmux.cli.system.ProcessEnd;
import dev.mcpmux.cli.text.Counted;
import dev.mcpmux.cli.text.Durations;
import dev.mcpmux.cli.text.JsonTree;
import dev.mcpmux.core.port.MuxVersion;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether a daemon runs, answers, and is of this version. */
final class DaemonCheck {

  private static final String NAME = "daemon";
  private static final long ANSWER_MILLIS = 5000;

  private final Home home;
  private Map<String, Object> status = Map.of();

  DaemonCheck(Home home) {
    this.home = home;
  }

  /** What the daemon has said; empty when none did. */
  Map<String, Object> status() {
    return status;
  }

  boolean answers() {
    return !status.isEmpty();
  }

  List<Finding> look() throws IOException {
    try (DaemonControl call = DaemonControl.call(home, "status", null, ANSWER_MILLIS)) {
      if (call == null) {
        return List.of(absent());
      }
      status = JsonTree.parse(call.answer());
    } catch (SocketTimeoutException e) {
      return List.of(
          Finding.problem(
              NAME,
              "it runs" + pid().map(pid -> " (pid " + pid + ")").orElse("") + ", but says nothing",
              "mcpmux stop" + pid().map(pid -> "; if that hangs: kill " + pid).orElse("")));
    } catch (IOException e) {
      return List.of(Finding.problem(NAME, e.getMessage(), ""));
    }
    return present();
  }

  private List<Finding> present() {
    List<Finding> findings = new ArrayList<>();
    Map<?, ?> daemon = status.get("daemon") instanceof Map<?, ?> map ? map : Map.of();
    String version = String.valueOf(daemon.get("version"));
    int sessions = JsonTree.objects(status, "sessions").size();
    String runs =
        "mcpmux "
            + version
            + ", pid "
            + daemon.get("pid")
            + uptime(daemon.get("uptimeSeconds"))
            + ", "
            + Counted.of(sessions, "session");
    findings.add(
        version.equals(MuxVersion.get())
            ? Finding.ok(NAME, runs)
            : Finding.note(
                NAME,
                runs + "; it is of another version than this program, " + MuxVersion.get(),
                "mcpmux upgrade; its sessions go on at the new one"));
    if (status.get("notices") instanceof List<?> notices && !notices.isEmpty()) {
      findings.add(Finding.note(NAME, "it has to say: " + notices.get(0), "mcpmux status"));
    }
    int failures = JsonTree.objects(status, "lately").size();
    if (failures > 0) {
      findings.add(
          Finding.note(
              NAME, "something has failed in the last ten minutes", "mcpmux status, under LATELY"));
    }
    return findings;
  }

  private static String uptime(Object seconds) {
    try {
      return ", up " + Durations.show((long) Double.parseDouble(String.valueOf(seconds)));
    } catch (NumberFormatException e) {
      return "";
    }
  }

  private Finding absent() {
    Optional<String> holder = pid().filter(pid -> isHeld(home.daemonLock()));
    if (holder.isPresent()) {
      return Finding.problem(
          NAME,
          "one runs (pid " + holder.get() + "), but nobody listens on its socket",
          "kill " + holder.get() + ", unless it is only just starting");
    }
    return Finding.ok(
        NAME,
        Files.exists(home.socket())
            ? "none runs; one was killed and has left its socket, which the next one replaces"
            : "none runs; the first session starts one");
  }

  /** Of the daemon that runs, or ran last. */
  private Optional<String> pid() {
    try {
      String text = Files.readString(home.daemonLock()).trim();
      return Optional.of(text)
          .filter(pid -> pid.matches("[0-9]{1,18}") && ProcessEnd.runs(Long.parseLong(pid)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static boolean isHeld(Path lock) {
    try (FileChannel file = FileChannel.open(lock, StandardOpenOption.WRITE);
        FileLock taken = file.tryLock()) {
      return taken == null;
    } catch (IOException e) {
      return false;
    }
  }
}
