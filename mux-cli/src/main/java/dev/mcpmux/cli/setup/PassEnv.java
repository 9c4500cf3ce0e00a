package dev.mcpmux.cli.setup;

import dev.mcpmux.cli.client.Start;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which variables of the user's shell a server has used so far without its entry saying so. A
 * server of the config gets what it is given by name, and a client's whole environment is gone.
 */
final class PassEnv {

  /** Words of many commands, and prefixes of variables that every server gets or none needs. */
  private static final Set<String> COMMON =
      Set.of(
          "npx",
          "npm",
          "node",
          "python",
          "uvx",
          "uv",
          "mcp",
          "server",
          "java",
          "home",
          "usr",
          "bin",
          "lib",
          "path",
          "claude",
          "xdg",
          "term",
          "lang",
          "user",
          "shell",
          "session",
          "git",
          "ssh",
          "the",
          "modelcontextprotocol",
          "mcpmux",
          "display",
          "desktop",
          "editor",
          "run");

  private static final int SHORTEST = 3;

  private PassEnv() {}

  /**
   * @param name what the client calls it
   * @param environment the user's variables
   */
  static Set<String> of(String name, Server server, Set<String> environment) {
    Set<String> names = new TreeSet<>();
    if (!(server.start() instanceof Start.Program program)) {
      return names;
    }
    List<String> words = program.words();
    Set<String> tokens =
        Arrays.stream((name + " " + String.join(" ", words)).split("[^A-Za-z0-9]+"))
            .map(word -> word.toLowerCase(Locale.ROOT))
            .filter(word -> word.length() >= SHORTEST && !COMMON.contains(word))
            .collect(Collectors.toSet());
    for (String variable : environment) {
      int end = variable.indexOf('_');
      boolean belongs =
          end > 0 && tokens.contains(variable.substring(0, end).toLowerCase(Locale.ROOT));
      if (belongs || isAskedFor(variable, words)) {
        names.add(variable);
      }
    }
    // an entry that gives some of them says itself what it needs
    names.removeIf(
        each ->
            program.env().keySet().stream()
                .anyMatch(
                    given ->
                        given.equals(each)
                            || !prefix(each).isEmpty() && given.startsWith(prefix(each))));
    names.removeAll(program.passEnv());
    return names;
  }

  private static String prefix(String variable) {
    return variable.substring(0, variable.indexOf('_') + 1);
  }

  /** {@code docker run -e NAME}. */
  private static boolean isAskedFor(String variable, List<String> words) {
    for (int i = 1; i < words.size(); i++) {
      boolean option = words.get(i - 1).equals("-e") || words.get(i - 1).equals("--env");
      if (option && words.get(i).equals(variable) || words.get(i).equals("--env=" + variable)) {
        return true;
      }
    }
    return false;
  }
}
