package dev.mcpmux.cli.attach;

import java.util.List;
import java.util.Map;

/**
 * The arguments of {@code attach}. With neither {@code name} nor {@code command} it is about all
 * servers of the config.
 *
 * @param home the value of {@code --home}, null without one
 * @param name a server of the config, or null
 * @param command a program and its arguments, or null
 * @param only which of all servers are wanted; empty for every one
 * @param profile the one of the config that says which servers and tools there are, or null
 * @param find whether their tools are found in place of having them all listed
 */
record AttachOptions(
    String home,
    String name,
    List<String> command,
    List<String> only,
    String profile,
    boolean find) {

  static final String USAGE =
      "Usage: mcpmux attach [--home DIR] [NAME | -- COMMAND [ARG...]]\n"
          + "       mcpmux attach [--home DIR] [--only NAME,... | --profile NAME] [--find]\n"
          + "       mcpmux attach [--home DIR] --control";

  /** What is to stand behind an option. */
  private static final Map<String, String> MISSING =
      Map.of("--home", "a directory is", "--only", "names are", "--profile", "a name is");

  AttachOptions(String home, String name, List<String> command, List<String> only) {
    this(home, name, command, only, null, false);
  }

  /**
   * @throws IllegalArgumentException if they are not understood; the message is for people
   */
  static AttachOptions parse(String[] args) {
    String home = null;
    List<String> only = List.of();
    String profile = null;
    boolean find = false;
    int next = 0;
    for (; next < args.length && args[next].startsWith("-"); next++) {
      String arg = args[next];
      if (arg.equals("--")) {
        AttachOptions command = command(home, List.of(args).subList(next + 1, args.length));
        requireAll(only, profile, find);
        return command;
      } else if (arg.startsWith("--home=")) {
        home = arg.substring("--home=".length());
      } else if (arg.equals("--home") && next + 1 < args.length) {
        home = args[++next];
      } else if (arg.startsWith("--only=")) {
        only = names(arg.substring("--only=".length()));
      } else if (arg.equals("--only") && next + 1 < args.length) {
        only = names(args[++next]);
      } else if (arg.startsWith("--profile=")) {
        profile = profile(arg.substring("--profile=".length()));
      } else if (arg.equals("--profile") && next + 1 < args.length) {
        profile = profile(args[++next]);
      } else if (arg.equals("--find")) {
        find = true;
      } else if (MISSING.containsKey(arg)) {
        throw new IllegalArgumentException(arg + ": " + MISSING.get(arg) + " missing");
      } else if (arg.equals("--control")) {
        throw new IllegalArgumentException("--control must come first");
      } else {
        throw new IllegalArgumentException("unknown option: " + shown(arg));
      }
    }
    if (profile != null && !only.isEmpty()) {
      throw new IllegalArgumentException("--only: without effect beside --profile");
    }
    if (next == args.length) {
      return new AttachOptions(home, null, null, only, profile, find);
    }
    if (next + 1 < args.length) {
      throw new IllegalArgumentException(
          "one name is expected; a command comes after --, as in: mcpmux attach -- "
              + shown(args[next])
              + " ...");
    }
    requireAll(only, profile, find);
    return new AttachOptions(home, args[next], null, List.of());
  }

  /** Without what stands behind an equals sign, which may be a credential. */
  private static String shown(String word) {
    int value = word.indexOf('=');
    return value < 0 ? word : word.substring(0, value);
  }

  private static AttachOptions command(String home, List<String> command) {
    if (command.isEmpty()) {
      throw new IllegalArgumentException("a command is missing after --");
    }
    return new AttachOptions(home, null, command, List.of());
  }

  private static List<String> names(String value) {
    List<String> names = List.of(value.split(",", -1));
    if (names.contains("")) {
      throw new IllegalArgumentException(
          "--only: expected names with a comma between, found: " + value);
    }
    return names;
  }

  private static String profile(String value) {
    if (value.isEmpty()) {
      throw new IllegalArgumentException("--profile: a name is missing");
    }
    return value;
  }

  private static void requireAll(List<String> only, String profile, boolean find) {
    if (!only.isEmpty() || profile != null || find) {
      String option = !only.isEmpty() ? "--only" : profile != null ? "--profile" : "--find";
      throw new IllegalArgumentException(option + ": without effect beside a server");
    }
  }
}
