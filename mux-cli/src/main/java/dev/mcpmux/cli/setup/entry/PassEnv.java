package dev.mcpmux.cli.setup.entry;

import dev.mcpmux.cli.client.Start;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which variables of the user's shell a server has used so far without its entry saying so. A
 * server of the config gets what it is given by name, and a client's whole environment is gone.
 */
public final class PassEnv {

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
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  static final Pattern CONTAINERS = Pattern.compile("(.*/)?(docker|podman|nerdctl)");

  private PassEnv() {}

  /**
   * @param name what the client calls it
   * @param environment the user's variables
   */
  public static Set<String> of(String name, Server server, Set<String> environment) {
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
      if (end > 0 && tokens.contains(variable.substring(0, end).toLowerCase(Locale.ROOT))) {
        names.add(variable);
      }
    }
    // an entry that gives some of them says itself what it needs
    names.removeIf(
        each -> program.env().keySet().stream().anyMatch(given -> given.startsWith(prefix(each))));
    names.addAll(OfProgram.of(words, tokens, environment));
    names.addAll(askedFor(words));
    names.removeAll(program.env().keySet());
    names.removeAll(program.passEnv());
    return names;
  }

  private static String prefix(String variable) {
    return variable.substring(0, variable.indexOf('_') + 1);
  }

  /** {@code docker run -e NAME}: whether this shell has it or only the client. */
  private static Set<String> askedFor(List<String> words) {
    Set<String> names = new TreeSet<>();
    if (!CONTAINERS.matcher(words.get(0)).matches()) {
      return names;
    }
    String before = "";
    for (String word : words) {
      boolean value = before.matches("-[it]*e|--env");
      String name = value ? word : word.replaceFirst("^(-e|--env=)", "");
      if ((value || !name.equals(word)) && NAME.matcher(name).matches()) {
        names.add(name);
      }
      before = word;
    }
    return names;
  }
}
