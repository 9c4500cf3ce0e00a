package dev.mcpmux.cli.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Recognizes a server that is mcpmux itself: it would start itself again and again. */
public final class OwnCommand {

  /** A word in which a shell finds several. */
  private static final Pattern BETWEEN_WORDS = Pattern.compile("[\\s;&|()'\"]+");

  private static final Set<String> PROGRAMS = Set.of("mcpmux", "mcpmux-attach");

  /** What they are told is a command, or several. */
  private static final Set<String> SHELLS =
      Set.of("sh", "bash", "dash", "zsh", "ksh", "fish", "cmd", "cmd.exe");

  /** One of their arguments is the program that they run, and the others behind it are its own. */
  private static final Set<String> WRAPPERS =
      Set.of(
          "env",
          "npx",
          "npm",
          "pnpm",
          "bunx",
          "exec",
          "nohup",
          "nice",
          "ionice",
          "setsid",
          "stdbuf",
          "timeout",
          "time",
          "xargs",
          "sudo",
          "doas",
          "systemd-run",
          "direnv",
          "mise");

  /** What they run has another machine or root directory. */
  private static final Set<String> FOREIGN = Set.of("ssh", "docker", "podman", "kubectl");

  private static final Pattern LOOPBACK =
      Pattern.compile("(?i)https?://(localhost|127(\\.[0-9]+){3}|\\[::1])[:/?#].*");

  private OwnCommand() {}

  /**
   * Whether the words of a command open a session with a daemon, directly or through a shell, npx,
   * env or the like. What mcpmux runs beside sessions ({@code sample-server}) is a server as any.
   * What is an argument of another program, such as ssh, may be meant for another machine, or be a
   * text: a loop that is missed here is found when it begins.
   */
  public static boolean isSession(List<String> command) {
    String program = program(command.get(0));
    if (PROGRAMS.contains(program)) {
      return opens(command, 0);
    }
    if (SHELLS.contains(program)) {
      return isScript(command);
    }
    if (!WRAPPERS.contains(program)) {
      return false;
    }
    for (int i = 1; i < command.size(); i++) {
      String name = program(command.get(i));
      if (PROGRAMS.contains(name) || SHELLS.contains(name) || WRAPPERS.contains(name)) {
        return isSession(command.subList(i, command.size()));
      }
      if (FOREIGN.contains(name)) {
        return false;
      }
    }
    return false;
  }

  /** A shell that is told what to do, or runs a file. */
  private static boolean isScript(List<String> command) {
    List<String> words = new ArrayList<>();
    command.forEach(word -> words.addAll(List.of(BETWEEN_WORDS.split(word))));
    if (words.stream().anyMatch(word -> FOREIGN.contains(program(word)))) {
      return false;
    }
    for (int i = 1; i < words.size(); i++) {
      if (opens(words, i)) {
        return true;
      }
    }
    return false;
  }

  private static boolean opens(List<String> words, int at) {
    String program = program(words.get(at));
    boolean attach = at + 1 < words.size() && words.get(at + 1).equals("attach");
    return PROGRAMS.contains(program) && (attach || program.equals("mcpmux-attach"));
  }

  /** Its name, without where it is. */
  private static String program(String word) {
    String path = word.replace('\\', '/');
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** Whether a URL is that of this machine's loopback interface, with this port. */
  static boolean isAt(String url, int port) {
    return LOOPBACK.matcher(url).matches()
        && url.matches("(?i)https?://[^/?#]*:" + port + "([/?#].*)?");
  }
}
