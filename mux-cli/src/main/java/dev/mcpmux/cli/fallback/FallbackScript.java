package dev.mcpmux.cli.fallback;

import dev.mcpmux.core.config.DirectStart;
import dev.mcpmux.core.config.Scope;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Writes the script with which one session runs a server: POSIX {@code sh}, which resolves the
 * variables of the config from the session's own environment. What the config has in clear is in
 * quotes, and nothing else is in the script. Its second line names what the session must have.
 */
final class FallbackScript {

  private static final Pattern VARIABLE =
      Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)(:-([^}]*))?}", Pattern.DOTALL);

  private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private final DirectStart start;
  private final StringBuilder out = new StringBuilder();
  private final TreeSet<String> needed = new TreeSet<>();

  private FallbackScript(DirectStart start) {
    this.start = start;
  }

  static String of(DirectStart start) {
    return new FallbackScript(start).write();
  }

  private String write() {
    // first, while all that the session has is there
    List<String> words = new ArrayList<>();
    for (String word : start.program().words()) {
      words.add(value(word));
    }
    Map<String, String> variables = new TreeMap<>();
    start.program().env().forEach((name, text) -> variables.put(name, value(text)));
    String cwd = start.program().cwd().map(this::value).orElse("");
    scope();
    directory(cwd);
    environment();
    line("export MCPMUX_FALLBACK=1");
    List<String> odd = new ArrayList<>();
    variables.forEach(
        (name, value) -> {
          if (IDENTIFIER.matcher(name).matches()) {
            line("export " + name + "=\"$" + value + "\"");
          } else {
            odd.add(quoted(name + "=") + "\"$" + value + "\"");
          }
        });
    line("exec " + (odd.isEmpty() ? "" : "env " + String.join(" ", odd) + " ") + join(words));
    return "# What a session of this server runs where there is no daemon of mcpmux, which wrote it.\n"
        + "# needs:"
        + needed.stream().map(name -> " " + name).collect(Collectors.joining())
        + "\n"
        + out;
  }

  private static String join(List<String> words) {
    return words.stream().map(word -> "\"$" + word + "\"").collect(Collectors.joining(" "));
  }

  private void line(String text) {
    out.append(text).append('\n');
  }

  /** Sets a variable of the script to what a string of the config means; returns its name. */
  private String value(String template) {
    String name = "mcpmux_" + out.chars().filter(c -> c == '\n').count();
    StringBuilder value = new StringBuilder();
    Matcher variable = VARIABLE.matcher(template);
    int from = 0;
    while (variable.find()) {
      value.append(quoted(template.substring(from, variable.start())));
      value.append("${").append(variable.group(1));
      if (variable.group(2) == null) {
        needed.add(variable.group(1));
      } else {
        value.append(":-").append(quoted(variable.group(3)));
      }
      value.append('}');
      from = variable.end();
    }
    line(name + "=" + value + quoted(template.substring(from)));
    return name;
  }

  /** Sets {@code mcpmux_scope}, and {@code mcpmux_root} to the root of the session's project. */
  private void scope() {
    line("mcpmux_scope=" + start.scope().configName());
    String own =
        start.scope() == Scope.GLOBAL ? "mcpmux_scope=project mcpmux_own=1" : "mcpmux_own=1";
    line("mcpmux_own=");
    if (start.inClientDirectory()) {
      line(own);
    } else if (!start.possibleFiles().isEmpty()) {
      line("for mcpmux_file in " + quotedAll(start.possibleFiles()) + "; do");
      line("  if [ -e \"$mcpmux_file\" ]; then " + own + "; fi");
      line("done");
    }
    line("mcpmux_root=${CLAUDE_PROJECT_DIR-}");
    line("case $mcpmux_root in /*) ;; *) mcpmux_root= ;; esac");
    line("if [ ! -d \"$mcpmux_root\" ]; then");
    line("  mcpmux_root=$PWD");
    line("  while [ -n \"$mcpmux_root\" ] && [ ! -e \"$mcpmux_root/.git\" ]; do");
    line("    mcpmux_root=${mcpmux_root%/*}");
    line("  done");
    line("  [ -n \"$mcpmux_root\" ] || mcpmux_root=$PWD");
    line("fi");
  }

  private void directory(String cwd) {
    line("case $mcpmux_own$mcpmux_scope in");
    line("  global) cd \"${HOME:-.}\" || exit ;;");
    line("  project) cd \"$mcpmux_root\" || exit ;;");
    line("esac");
    if (!cwd.isEmpty()) {
      line("case $" + cwd + " in");
      line("  /*) cd \"$" + cwd + "\" || exit ;;");
      line("  *) cd \"./$" + cwd + "\" || exit ;;");
      line("esac");
    }
  }

  private void environment() {
    // bytes that are no text must not stop it, and a value may have lines that look like variables
    line(
        "for mcpmux_name in"
            + " $(env | LC_ALL=C sed -n 's/^\\([A-Za-z_][A-Za-z0-9_]*\\)=.*/\\1/p'); do");
    line("  case $mcpmux_name/$mcpmux_scope in");
    line("    mcpmux_*) ;;");
    line("    " + patterns(start.kept()) + ") ;;");
    line("    CLAUDE_PROJECT_DIR/project | CLAUDE_PROJECT_DIR/session) ;;");
    line("    *) command unset \"$mcpmux_name\" ;;");
    line("  esac");
    line("done");
    line("if [ $mcpmux_scope = project ]; then");
    line("  export CLAUDE_PROJECT_DIR=\"${CLAUDE_PROJECT_DIR-$mcpmux_root}\"");
    line("fi");
  }

  private static String patterns(Collection<String> kept) {
    return new TreeSet<>(kept)
        .stream()
            .map(name -> quoted(name).replace("*", "'*'") + "/*")
            .collect(Collectors.joining(" | "));
  }

  private static String quotedAll(List<String> texts) {
    return texts.stream().map(FallbackScript::quoted).collect(Collectors.joining(" "));
  }

  private static String quoted(String text) {
    return text.isEmpty() ? "" : "'" + text.replace("'", "'\\''") + "'";
  }
}
