package dev.mcpmux.core.sharing;

import dev.mcpmux.core.config.WellKnownServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Recognizes a server by a word of the command that starts it. */
public final class CommandWords {
  private static final List<String> EXTENSIONS =
      List.of(".js", ".mjs", ".cjs", ".py", ".exe", ".cmd");

  /** {@code npx --package=NAME}, {@code uvx --from=NAME}. */
  private static final List<String> OPTIONS = List.of("--package=", "--from=");

  /** Programs that start the server which a later word names, and their own commands. */
  private static final Set<String> LAUNCHERS =
      Set.of(
          "npx", "npm", "pnpm", "pnpx", "yarn", "bun", "bunx", "node", "deno", "tsx", "uv", "uvx",
          "pipx", "docker", "podman", "env", "cmd", "exec", "dlx", "run", "x", "tool", "c", "sh",
          "bash", "zsh", "dash", "java", "ruby", "perl", "php", "dotnet", "go", "poetry", "sudo");

  /** Options of theirs that take the next word. */
  private static final Set<String> WITH_VALUE =
      Set.of(
          "-p",
          "--package",
          "--from",
          "--with",
          "--python",
          "--directory",
          "--project",
          "--registry",
          "--prefix",
          "-r",
          "--require",
          "--import",
          "--loader",
          "-e",
          "--env",
          "--env-file",
          "-v",
          "--volume",
          "--mount",
          "--name",
          "--network",
          "-w",
          "--workdir");

  private static final String MODULES = "/node_modules/";

  private CommandWords() {}

  /** Those words that name what is run; the words after them are its arguments. */
  public static List<String> ofServer(List<String> command) {
    for (int i = 0; i < command.size(); i++) {
      String word = command.get(i);
      boolean option = word.startsWith("-");
      boolean value = i > 0 && WITH_VALUE.contains(command.get(i - 1));
      boolean module = i > 0 && command.get(i - 1).equals("-m");
      boolean launcher = isLauncher(program(word));
      boolean variable = word.indexOf('=') > 0 && !word.contains("==");
      if (module || !option && !value && !launcher && !variable) {
        return command.subList(0, i + 1);
      }
    }
    return command;
  }

  /** Whether a program tells nothing of the server that it starts. */
  public static boolean isLauncher(String program) {
    return LAUNCHERS.contains(program) || program.startsWith("python");
  }

  /**
   * The packages that a word may name: {@code name}, {@code name@version} (npm, uv), {@code
   * name==version} (Python), and those in whose directories a path leads.
   */
  public static List<String> packages(String word) {
    String spec = word;
    for (String option : OPTIONS) {
      if (word.startsWith(option)) {
        spec = word.substring(option.length());
      }
    }
    List<String> packages = new ArrayList<>(1);
    packages.add(withoutVersion(spec));
    String path = word.replace('\\', '/');
    for (int at = path.indexOf(MODULES); at >= 0; at = path.indexOf(MODULES, at + 1)) {
      int start = at + MODULES.length();
      int end = path.indexOf('/', start);
      if (path.startsWith("@", start)) {
        end = path.indexOf('/', end + 1);
      }
      if (end > start) {
        packages.add(path.substring(start, end));
      }
    }
    return packages;
  }

  static boolean names(String word, WellKnownServer server) {
    return packages(word).stream().anyMatch(server.packages()::contains)
        || server.programs().contains(program(word));
  }

  private static String withoutVersion(String spec) {
    int version = spec.indexOf('@', 1);
    int python = spec.indexOf("==", 1);
    int end = version < 0 ? python : python < 0 ? version : Math.min(version, python);
    return end < 0 ? spec : spec.substring(0, end);
  }

  /** The program that a word names as a path, without directory and extension. */
  public static String program(String word) {
    String path = word.replace('\\', '/');
    String last = path.substring(path.lastIndexOf('/') + 1);
    for (String extension : EXTENSIONS) {
      if (last.endsWith(extension)) {
        return last.substring(0, last.length() - extension.length());
      }
    }
    return last;
  }
}
