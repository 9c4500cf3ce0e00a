package dev.mcpmux.cli;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Tells the name of a server from the command that starts one, which comes behind {@code --}. */
final class NameOrCommand {

  private NameOrCommand() {}

  /**
   * Whether it is a command.
   *
   * @param words what stands on the command line beside options
   * @throws ParameterException when it is neither
   */
  static boolean isCommand(CommandSpec spec, List<String> words) {
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
