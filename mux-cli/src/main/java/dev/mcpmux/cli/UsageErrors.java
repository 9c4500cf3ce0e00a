package dev.mcpmux.cli;

import dev.mcpmux.cli.system.ExitCode;
import dev.mcpmux.cli.text.Paragraph;
import dev.mcpmux.cli.text.Spelling;
import dev.mcpmux.core.text.Printable;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Answers words that are not understood in two lines, the second of which says where to read on.
 */
final class UsageErrors implements IParameterExceptionHandler {

  private static final int MAX_WORD = 24;

  /** A shorter word is like too many others. */
  private static final int MIN_GUESSED = 3;

  /** What people know from other programs; the first that is there counts. */
  private static final Map<String, List<String>> MEANT =
      Map.ofEntries(
          Map.entry("start", List.of("serve")),
          Map.entry("run", List.of("try")),
          Map.entry("up", List.of("serve")),
          Map.entry("daemon", List.of("serve")),
          Map.entry("servers", List.of("ls")),
          Map.entry("show", List.of("status")),
          Map.entry("info", List.of("status")),
          Map.entry("search", List.of("find")),
          Map.entry("kill", List.of("stop")),
          Map.entry("down", List.of("stop")),
          Map.entry("quit", List.of("stop")),
          Map.entry("shutdown", List.of("stop")),
          Map.entry("connect", List.of("attach")),
          Map.entry("test", List.of("try")),
          Map.entry("inspect", List.of("try")),
          Map.entry("tools", List.of("try")),
          Map.entry("health", List.of("doctor")),
          Map.entry("diagnose", List.of("doctor")),
          Map.entry("debug", List.of("doctor")),
          Map.entry("validate", List.of("config")),
          Map.entry("add", List.of("setup", "config")),
          Map.entry("init", List.of("setup", "config")),
          Map.entry("configure", List.of("setup", "config")),
          Map.entry("undo", List.of("setup")),
          Map.entry("upgrade", List.of("install")),
          Map.entry("update", List.of("install")),
          Map.entry("remove", List.of("uninstall", "disable")));

  @Override
  public int handleParseException(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    err.print(Paragraph.of("mcpmux: ", "  ", said(e)));
    err.println("mcpmux: See: " + command.getCommandSpec().qualifiedName() + " --help");
    return ExitCode.USAGE;
  }

  private static String said(ParameterException e) {
    CommandLine command = e.getCommandLine();
    if (!(e instanceof UnmatchedArgumentException unmatched)) {
      return other(Printable.line(e.getMessage()));
    }
    String word = unmatched.getUnmatched().get(0);
    String shown = shown(word);
    if (word.startsWith("-")) {
      return "there is no option "
          + shown
          + nearest(word, command.getCommandSpec().optionsMap().keySet());
    } else if (!command.getSubcommands().isEmpty()) {
      return "there is no command \"" + shown + "\"" + meant(word, command);
    }
    return "\"" + shown + "\" is one word too many";
  }

  /** The words of the parser, made short. */
  private static String other(String message) {
    return message
        .replaceFirst("^Missing required parameters?: '(.*)'$", "$1 is missing")
        .replaceFirst("^Invalid value for option '(.*?)': ", "$1: ")
        .replaceFirst("^Invalid value for positional parameter at index \\d+ \\((.*?)\\): ", "$1: ")
        .replaceFirst("'(.*)' is not an? (?:int|long)$", "expected a whole number, found '$1'")
        .replaceFirst("^Unknown subcommand '(.*)'\\.$", "there is no command \"$1\"");
  }

  /** Without what stands behind an equals sign, which may be a credential. */
  private static String shown(String word) {
    int value = word.indexOf('=');
    return Printable.line(value < 0 ? word : word.substring(0, value), MAX_WORD);
  }

  private static String meant(String word, CommandLine command) {
    Optional<String> other =
        MEANT.getOrDefault(word, List.of()).stream()
            .filter(command.getSubcommands()::containsKey)
            .findFirst();
    return other
        .map(Spelling::didYouMean)
        .orElseGet(() -> nearest(word, command.getSubcommands().keySet()));
  }

  private static String nearest(String word, Collection<String> known) {
    return word.length() < MIN_GUESSED
        ? ""
        : Spelling.nearest(word, known).map(Spelling::didYouMean).orElse("");
  }
}
