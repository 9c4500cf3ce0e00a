package dev.mcpmux.core.sharing;

import dev.mcpmux.core.WellKnownServer;
import java.util.List;

/** Recognizes a server by a word of the command that starts it. */
final class CommandWords {
  private static final List<String> EXTENSIONS = List.of(".js", ".mjs", ".cjs", ".py", ".exe");

  /** {@code npx --package=NAME}, {@code uvx --from=NAME}. */
  private static final List<String> OPTIONS = List.of("--package=", "--from=");

  private CommandWords() {}

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

  private static String program(String path) {
    String last = path.substring(path.lastIndexOf('/') + 1);
    for (String extension : EXTENSIONS) {
      if (last.endsWith(extension)) {
        return last.substring(0, last.length() - extension.length());
      }
    }
    return last;
  }
}
