package dev.mcpmux.cli.config;

import java.util.regex.Pattern;
import tools.jackson.core.exc.StreamReadException;

/** What is said of a file that is no JSON. */
final class SyntaxErrors {

  /** How the first line begins that is no comment. */
  private static final Pattern TOML =
      Pattern.compile("\\[\\[?[A-Za-z_][\\w.\"-]*\\].*|[\\w.-]+\\s*=.*");

  private static final Pattern YAML = Pattern.compile("[\\w-]+:(\\s.*)?");

  private SyntaxErrors() {}

  /**
   * Less where an object began, which the parser says in words of its own, and what stands in the
   * file: a string without quotes may be a credential.
   */
  static String sentence(StreamReadException e) {
    String message = e.getOriginalMessage();
    int start = message.indexOf(" (start marker");
    return (start < 0 ? message : message.substring(0, start))
        .replaceFirst("^Unrecognized token '.*?': was expecting.*", "expected a string in quotes")
        .replaceAll("(?s)'[^']{2,}'", "what stands there");
  }

  /** What it is if it is no JSON. */
  static String language(String text) {
    String first =
        text.lines()
            .map(String::strip)
            .filter(line -> !line.isEmpty() && !line.startsWith("#"))
            .findFirst()
            .orElse("");
    if (TOML.matcher(first).matches()) {
      return "; this looks like TOML, as Codex has it: the config of mcpmux is JSON";
    }
    return YAML.matcher(first).matches()
        ? "; this looks like YAML, as Goose and Continue have it: the config of mcpmux is JSON"
        : "";
  }
}
