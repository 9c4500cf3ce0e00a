package dev.mcpmux.core;

import dev.mcpmux.core.sharing.CommandWords;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What in a command names the server that it starts, as the table of well-known servers knows it. A
 * program that starts servers of any kind names none of them.
 */
public final class ServerNames {

  /** Programs whose first argument is the name of a package. */
  private static final Set<String> PACKAGE_RUNNERS = Set.of("npx", "bunx", "pnpx", "uvx");

  private ServerNames() {}

  /** The package, without its version. */
  public static Optional<String> packageOf(List<String> command) {
    String word = word(command);
    if (!isLauncher(command.get(0)) || word.startsWith("-") || isLauncher(word)) {
      return Optional.empty();
    }
    List<String> packages = CommandWords.packages(word);
    if (packages.size() > 1) {
      return Optional.of(packages.get(packages.size() - 1));
    }
    boolean isPath = word.startsWith(".") || word.startsWith("/");
    return PACKAGE_RUNNERS.contains(CommandWords.program(command.get(0))) && !isPath
        ? Optional.of(packages.get(0))
        : Optional.empty();
  }

  /** The program, without its path, if it is the server itself. */
  public static Optional<String> programOf(List<String> command) {
    return isLauncher(command.get(0))
        ? Optional.empty()
        : Optional.of(CommandWords.program(command.get(0)));
  }

  /** What to call the server to people. */
  public static String shown(List<String> command) {
    String word = word(command);
    return CommandWords.program(word.startsWith("-") ? command.get(0) : word);
  }

  private static boolean isLauncher(String word) {
    return CommandWords.isLauncher(CommandWords.program(word));
  }

  private static String word(List<String> command) {
    List<String> start = CommandWords.ofServer(command);
    return start.get(start.size() - 1);
  }
}
