package dev.mcpmux.core.sharing;

import dev.mcpmux.core.WellKnownServer;
import java.util.List;
import java.util.Set;

/** Recognizes a server by a word of the command that starts it. */
final class CommandWords {
  private static final List<String> EXTENSIONS =
      List.of(".js", ".mjs", ".cjs", ".py", ".exe", ".cmd");

  /** {@code npx --package=NAME}, {@code uvx --from=NAME}. */
  private static final List<String> OPTIONS = List.of("--package=", "--from=");

  /** Programs that start the server which a later word names, and their own commands. */
  private static final Set<String> LAUNCHERS =
      Set.of(
          "npx", "npm", "pnpm", "pnpx", "yarn", "bun", "bunx", "node", "deno", "tsx", "uv", "uvx",
          "pipx", "docker", "podman", "env", "cmd", "exec", "dlx", "run", "x", "tool", "c");

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

  private CommandWords() {}

  /** Those words that name what is run; the words after them are its arguments. */
  static List<String> ofServer(List<String> command) {
    for (int i = 0; i < command.size(); i++) {
      String word = command.get(i);
      boolean option = word.startsWith("-");
      boolean value = i > 0 && WITH_VALUE.contains(command.get(i - 1));
      boolean module = i > 0 && command.get(i - 1).equals("-m");
      boolean launcher = isLauncher(program(word.replace('\\', '/')));
      boolean variable = word.indexOf('=') > 0 && !word.contains("==");
      if (module || !option && !value && !launcher && !variable) {
        return command.subList(0, i + 1);
      }
    }
    return command;
  }

  private static boolean isLauncher(String program) {
    return LAUNCHERS.contains(program) || program.startsWith("python");
  }

  static boolean names(String word, WellKnownServer server) {
    String path = word.replace('\\', '/');
    return server.packages().stream()
            .anyMatch(name -> isPackage(word, name) || path.contains("/node_modules/" + name + "/"))
        || server.programs().contains(program(path));
  }

  /** {@code name}, {@code name@version} (npm, uv), or {@code name==version} (Python). */
  private static boolean isPackage(String word, String name) {
    String spec = word;
    for (String option : OPTIONS) {
      if (word.startsWith(option)) {
        spec = word.substring(option.length());
      }
    }
    return spec.startsWith(name)
        && (spec.length() == name.length()
            || spec.charAt(name.length()) == '@'
            || spec.startsWith("==", name.length()));
  }

  /** The program that a path names, without directory and extension. */
  static String program(String path) {
    String last = path.substring(path.lastIndexOf('/') + 1);
    for (String extension : EXTENSIONS) {
      if (last.endsWith(extension)) {
        return last.substring(0, last.length() - extension.length());
      }
    }
    return last;
  }
}
