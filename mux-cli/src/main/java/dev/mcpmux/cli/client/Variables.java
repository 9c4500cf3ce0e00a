package dev.mcpmux.cli.client;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a client writes variables that it puts values in for, and what mcpmux's config has for it.
 */
public enum Variables {
  /** It knows none: every text is meant as it stands. */
  NONE("(?!)", ""),
  /** {@code ${X}} and {@code ${X:-default}}. */
  PLAIN("\\$\\{([A-Za-z_][A-Za-z0-9_]*(?::-[^}]*)?)}", "${%s}"),
  /** {@code $X} and {@code ${X}}. */
  DOLLAR("\\$(?:\\{([A-Za-z_][A-Za-z0-9_]*)}|([A-Za-z_][A-Za-z0-9_]*))", "${%s}"),
  /** {@code ${env:X}}, empty where that is not set, and {@code ${userHome}}. */
  EDITOR("\\$\\{(?:env:([A-Za-z_][A-Za-z0-9_]*)|(userHome))}", "${env:%s}"),
  /** {@code {env:X}}, empty where that is not set. */
  BRACES("\\{env:([A-Za-z_][A-Za-z0-9_]*)}", "{env:%s}");

  private static final List<String> OF_THE_CLIENT =
      List.of(
          "${input:",
          "${workspaceFolder",
          "${workspaceRoot",
          "${fileWorkspaceFolder",
          "${config:",
          "${command:",
          "${file:",
          "{file:",
          "${{ secrets.");

  /** What stands in mcpmux's config for a variable. */
  private static final Pattern OURS = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)(:-[^}]*)?}");

  private final Pattern theirs;
  private final String reference;

  Variables(String theirs, String reference) {
    this.theirs = Pattern.compile(theirs);
    this.reference = reference;
  }

  /**
   * A text as mcpmux's config has it.
   *
   * @param environment the names of the user's variables. Where a client has an empty text for one
   *     that is not among them, so has the config; a session is refused a server that lacks one
   * @throws UnclearException where its meaning is not certain there
   */
  public String ours(String text, Set<String> environment) throws UnclearException {
    for (String word : OF_THE_CLIENT) {
      if (text.contains(word)) {
        throw new UnclearException(
            word + (word.endsWith(".") ? "… }}" : word.endsWith(":") ? "…}" : "}"));
      }
    }
    StringBuilder out = new StringBuilder();
    Matcher matcher = theirs.matcher(text);
    int end = 0;
    while (matcher.find()) {
      out.append(literal(text.substring(end, matcher.start()))).append(ours(matcher, environment));
      end = matcher.end();
    }
    return out.append(literal(text.substring(end))).toString();
  }

  private String ours(Matcher matcher, Set<String> environment) {
    String second = matcher.groupCount() > 1 ? matcher.group(2) : null;
    String name = matcher.group(1) != null ? matcher.group(1) : second;
    if (name.equals("userHome")) {
      return "${HOME}";
    }
    return "${" + name + (isEmptyWhereUnset() && !environment.contains(name) ? ":-}" : "}");
  }

  /** Where others leave the text as it stands, or start nothing. */
  public boolean isEmptyWhereUnset() {
    return this == EDITOR || this == BRACES;
  }

  /** There is no way to write this other than as a variable. */
  private static String literal(String text) throws UnclearException {
    if (text.contains("${")) {
      throw new UnclearException("${…} as a text");
    }
    return text;
  }

  /** How the client writes that a value is that of a variable; empty if it cannot. */
  public Optional<String> reference(String name) {
    return reference.isEmpty() ? Optional.empty() : Optional.of(String.format(reference, name));
  }

  /** The names of the variables in a text of mcpmux's config, in their order. */
  public static List<String> names(String ours) {
    return OURS.matcher(ours).results().map(match -> match.group(1)).distinct().toList();
  }

  /** A text that only the client can understand. */
  public static final class UnclearException extends Exception {
    private static final long serialVersionUID = 1L;

    UnclearException(String what) {
      super(what, null, false, false);
    }
  }
}
