package dev.mcpmux.cli.attach;

import java.util.List;

/**
 * The arguments of {@code attach}. Exactly one of {@code name} and {@code command} is given.
 *
 * @param home the value of {@code --home}, null without one
 * @param name a server of the config, or null
 * @param command a program and its arguments, or null
 */
record AttachOptions(String home, String name, List<String> command) {

  static final String USAGE =
      "Usage: mcpmux attach [--home DIR] NAME\n       mcpmux attach [--home DIR] -- COMMAND [ARG...]";

  /**
   * @throws IllegalArgumentException if they are not understood; the message is for people
   */
  static AttachOptions parse(String[] args) {
    String home = null;
    int next = 0;
    for (; next < args.length && args[next].startsWith("-"); next++) {
      String arg = args[next];
      if (arg.equals("--")) {
        return command(home, List.of(args).subList(next + 1, args.length));
      } else if (arg.startsWith("--home=")) {
        home = arg.substring("--home=".length());
      } else if (arg.equals("--home") && next + 1 < args.length) {
        home = args[++next];
      } else {
        throw new IllegalArgumentException("unknown option: " + arg);
      }
    }
    if (next == args.length) {
      throw new IllegalArgumentException("the name of a server, or -- and a command, is missing");
    }
    if (next + 1 < args.length) {
      throw new IllegalArgumentException(
          "one name is expected; a command comes after --, as in: mcpmux attach -- "
              + String.join(" ", List.of(args).subList(next, args.length)));
    }
    return new AttachOptions(home, args[next], null);
  }

  private static AttachOptions command(String home, List<String> command) {
    if (command.isEmpty()) {
      throw new IllegalArgumentException("a command is missing after --");
    }
    return new AttachOptions(home, null, command);
  }
}
