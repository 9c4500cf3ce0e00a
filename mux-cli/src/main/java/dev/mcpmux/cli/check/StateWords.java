package dev.mcpmux.cli.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What the names and descriptions of tools give away: that calls build on each other, or that the
 * server works in one directory. Tools that were not called can hide no state from this, only from
 * a check of their answers; in doubt it finds too much.
 */
final class StateWords {

  /** In a name, its words with a {@code _} around each. */
  private static final Pattern STATE =
      Pattern.compile(
          "_(browser|navigate|click|hover|tab|tabs|viewport|screenshot|keyboard|undo|redo|thinking"
              + "|thought|repl)_"
              + "|^_(select|switch|use|activate|login|logout|connect|disconnect|reset)_"
              + "|_(set|change|select|switch|activate)_(default_|current_|active_|working_)?"
              + "(project|context|workspace|directory|dir|session|page|account|database|config)_"
              + "|_set_(current|active|default|working)_"
              + "|_(start|stop|kill|close|create|open)_(process|session|recording|terminal|page)_"
              + "|_interact_");

  private static final Pattern DIRECTORY =
      Pattern.compile(
          "current (working )?(directory|folder|project|repository|workspace)"
              + "|(this|your|the|local) (codebase|working directory|project root)",
          Pattern.CASE_INSENSITIVE);

  private StateWords() {}

  /** The names of tools that speak of a state. */
  static List<String> ofState(Lists lists) {
    List<String> names = new ArrayList<>();
    for (Map<String, Object> tool : lists.of("tools")) {
      String name = String.valueOf(tool.get("name"));
      if (STATE.matcher(words(name)).find()) {
        names.add(name);
      }
    }
    return names;
  }

  /** The names of tools whose descriptions speak of a directory that is there without saying. */
  static List<String> ofDirectory(Lists lists) {
    List<String> names = new ArrayList<>();
    for (Map<String, Object> tool : lists.of("tools")) {
      if (DIRECTORY.matcher(String.valueOf(tool.get("description"))).find()) {
        names.add(String.valueOf(tool.get("name")));
      }
    }
    return names;
  }

  private static String words(String name) {
    String split = name.replaceAll("([a-z])([A-Z])", "$1_$2").replaceAll("[^A-Za-z0-9]+", "_");
    return "_" + split.toLowerCase(Locale.ROOT) + "_";
  }
}
