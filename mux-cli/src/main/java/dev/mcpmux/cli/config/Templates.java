package dev.mcpmux.cli.config;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Strings of the config that may hold variables: {@code ${NAME}} and {@code ${NAME:-default}}, and
 * what other clients write for the same. No message shows a value, which may be a credential.
 */
final class Templates {

  /** What may follow {@code ${}; a default may hold anything but a closing brace. */
  private static final Pattern VARIABLE =
      Pattern.compile("[A-Za-z_][A-Za-z0-9_]*(:-[^}]*)?}", Pattern.DOTALL);

  /** Of editors. */
  private static final Pattern EDITORS = Pattern.compile("\\$\\{env:([A-Za-z_][A-Za-z0-9_]*)}");

  private static final String USER_HOME = "${userHome}";

  /** Of OpenCode. */
  private static final Pattern BRACES = Pattern.compile("\\{env:([A-Za-z_][A-Za-z0-9_]*)}");

  private static final List<String> WORKSPACE =
      List.of("workspaceFolder", "workspaceRoot", "fileWorkspaceFolder");

  /** Words that only another client can put something in place of. */
  private static final List<String> OTHERS =
      List.of("input:", "config:", "command:", "file:", "localEnv:", "{ secrets.");

  private Templates() {}

  /** Less what other clients write otherwise and certainly mean the same. */
  static String translated(String value) {
    return value.contains("${")
        ? EDITORS.matcher(value).replaceAll("\\${$1}").replace(USER_HOME, "${HOME}")
        : value;
  }

  /** As {@link #translated}, of an entry that has OpenCode's form. */
  static String ofOpenCode(String value) {
    return BRACES.matcher(value).replaceAll("\\${$1}");
  }

  /** What is wrong with a string, for people. */
  static Optional<String> complaint(String value) {
    if (value.indexOf('\0') >= 0) {
      return Optional.of("a NUL character cannot be handed to a program");
    }
    Matcher variable = VARIABLE.matcher(value);
    for (int at = value.indexOf("${"); at >= 0; at = value.indexOf("${", at)) {
      String rest = value.substring(at + 2);
      boolean ofEditors = WORKSPACE.stream().anyMatch(word -> rest.startsWith(word + "}"));
      if (ofEditors || !variable.find(at + 2) || variable.start() != at + 2) {
        return Optional.of(behind(rest));
      }
      at = variable.end();
    }
    return Optional.empty();
  }

  private static String behind(String rest) {
    for (String word : WORKSPACE) {
      if (rest.startsWith(word)) {
        return "${"
            + word
            + "} is known to an editor only; with \"share\": \"project\" a server runs in the"
            + " project, and relative paths count from there";
      }
    }
    for (String word : OTHERS) {
      if (rest.startsWith(word)) {
        return "${"
            + word
            + "…} is known to another client only; expected ${NAME} or ${NAME:-default}";
      }
    }
    return "expected ${NAME} or ${NAME:-default} behind each ${";
  }
}
