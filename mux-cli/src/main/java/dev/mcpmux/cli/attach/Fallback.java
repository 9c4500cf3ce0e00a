package dev.mcpmux.cli.attach;

import dev.mcpmux.cli.fallback.FallbackPlace;
import dev.mcpmux.cli.home.Home;
import dev.mcpmux.cli.system.ExitCode;
import dev.mcpmux.cli.system.PrivateDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a session gets where no daemon can be had: the client's own command, or the last known one
 * of a server of the config, which a daemon has left as a script. The C program has the same in
 * {@code fallback.c}.
 */
final class Fallback {

  private static final String NEEDS = "# needs:";

  /** What a script runs and is a session of mcpmux itself could go on so without end. */
  private static final String INSIDE = "MCPMUX_FALLBACK";

  private static final int WRITABLE_BY_OTHERS = 0022;

  private final AttachOptions options;
  private final FallbackPlace place;
  private final Map<String, String> environment;

  Fallback(AttachOptions options, Home home, Map<String, String> environment) {
    this.options = options;
    this.place = new FallbackPlace(home.state());
    this.environment = environment;
  }

  /** Whether there is something to run in place of the session. */
  boolean isThere() {
    return options.command() != null ? !Files.exists(place.fail()) : script() != null;
  }

  /**
   * Runs it, with one line on stderr that says why; tells the client why where it looks if there is
   * nothing to run.
   *
   * @param reason a stable word for programs
   * @param exitCode what to return where there is nothing
   */
  int run(String reason, String why, int exitCode) {
    if (!isThere()) {
      boolean all = options.name() == null && options.command() == null;
      return refuse(
          reason, all ? why + "; a session with all servers needs the daemon" : why, exitCode);
    }
    if (options.command() != null) {
      say(why, "the command");
      return DirectRun.run(options.command(), environment);
    }
    Path script = script();
    List<String> missing = missing(script);
    if (!missing.isEmpty()) {
      String more =
          "; server \""
              + options.name()
              + (missing.size() == 1 ? "\" needs the variable " : "\" needs the variables ")
              + String.join(", ", missing)
              + ", which the client's environment does not have";
      return refuse("unresolved-variable", why + more, ExitCode.REFUSED);
    }
    say(why, "the last known command of " + options.name());
    return DirectRun.run(List.of("/bin/sh", script.toString()), environment);
  }

  private static int refuse(String reason, String why, int exitCode) {
    System.err.println("mcpmux: " + why);
    Refusal.answer(reason, why);
    return exitCode;
  }

  /** In one line: with the end of a log the reason may have many. */
  private static void say(String why, String what) {
    String line = why.replaceAll(":\n *", ": ").replaceAll("\n *", " | ").replaceFirst("\\.$", "");
    System.err.println("mcpmux: " + line + "; running " + what + " without sharing");
  }

  /** One that nobody but the user can have written; null for none. */
  private Path script() {
    if (options.name() == null || environment.containsKey(INSIDE)) {
      return null;
    }
    Path script = place.script(options.name());
    return script != null && isOwn(script) ? script : null;
  }

  private static boolean isOwn(Path file) {
    try {
      Map<String, Object> found =
          Files.readAttributes(file, "unix:uid,mode,isRegularFile", LinkOption.NOFOLLOW_LINKS);
      return (Boolean) found.get("isRegularFile")
          && ((Integer) found.get("uid")).longValue() == PrivateDirectory.uid()
          && ((Integer) found.get("mode") & WRITABLE_BY_OTHERS) == 0;
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  private List<String> missing(Path script) {
    List<String> missing = new ArrayList<>();
    try {
      String needs = Files.readAllLines(script, StandardCharsets.ISO_8859_1).get(1);
      if (needs.startsWith(NEEDS)) {
        for (String name : needs.substring(NEEDS.length()).trim().split(" ")) {
          if (!name.isEmpty() && !environment.containsKey(name)) {
            missing.add(name);
          }
        }
      }
    } catch (IOException | IndexOutOfBoundsException e) {
      // the script says it itself
    }
    return missing;
  }
}
