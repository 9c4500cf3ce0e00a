package dev.mcpmux.cli.command;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The server that a command is about, and in what form it says what it found. */
final class NameOrCommand {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Parameters(
      paramLabel = "NAME",
      arity = "1..*",
      description = "A server of the config; or -- and the command that starts one.")
  private List<String> words;

  @Option(names = "--json", description = "Print one JSON object, for programs.")
  private boolean json;

  /** A name alone, or a command and its arguments. */
  List<String> words() {
    return words;
  }

  boolean json() {
    return json;
  }

  /**
   * Whether it is a command.
   *
   * @throws ParameterException when it is neither
   */
  boolean isCommand() {
    List<String> given = spec.commandLine().getParseResult().originalArgs();
    int end = given.indexOf("--");
    boolean isCommand = end >= 0 && words.size() == given.size() - end - 1;
    if (!isCommand && words.size() > 1) {
      throw new ParameterException(
          spec.commandLine(),
          "one name is expected; a command comes behind --, as in: mcpmux "
              + spec.name()
              + " -- npx ...");
    }
    return isCommand;
  }
}
