package dev.mcpmux.netty.npx;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A command {@code npx [-y] [-p SPEC] …} of which it is clear what it runs: {@code SPEC} is a
 * package of a registry by name, with or without version, range or tag.
 *
 * @param spec the package as it stands in the command
 * @param name its name alone
 * @param version what follows the name, empty for nothing
 * @param bin the program of the package that was asked for; empty for the package's own
 * @param args what the program is given
 */
record NpxCommand(
    String spec, String name, String version, Optional<String> bin, List<String> args) {

  private static final Pattern SPEC =
      Pattern.compile(
          "((?:@[a-z0-9~][a-z0-9._~-]*/)?[a-z0-9~][a-z0-9._~-]*)(?:@([A-Za-z0-9.^~<>=*|+_-]+))?");
  private static final Pattern FILE = Pattern.compile(".*\\.(?:tgz|tar\\.gz|tar)");
  private static final Pattern EXACT = Pattern.compile("\\d+\\.\\d+\\.\\d+([-+][A-Za-z0-9.+-]+)?");
  private static final Pattern BIN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

  /** Empty for another command, and for any option that is not understood here. */
  static Optional<NpxCommand> parse(List<String> command) {
    String program = command.get(0);
    if (!program.equals("npx") && !program.endsWith("/npx")) {
      return Optional.empty();
    }
    String spec = null;
    int at = 1;
    for (; at < command.size() && command.get(at).startsWith("-"); at++) {
      String option = command.get(at);
      boolean packageFollows = option.equals("-p") || option.equals("--package");
      if (packageFollows && spec == null && at + 1 < command.size()) {
        spec = command.get(++at);
      } else if (option.startsWith("--package=") && spec == null) {
        spec = option.substring("--package=".length());
      } else if (!option.equals("-y") && !option.equals("--yes")) {
        return Optional.empty();
      }
    }
    if (at == command.size()) {
      return Optional.empty();
    }
    String word = command.get(at);
    Optional<String> bin = spec == null ? Optional.empty() : Optional.of(word);
    Matcher matcher = SPEC.matcher(spec == null ? word : spec);
    if (!matcher.matches()
        || FILE.matcher(matcher.group()).matches()
        || bin.isPresent() && !isBin(word)) {
      return Optional.empty();
    }
    return Optional.of(
        new NpxCommand(
            matcher.group(),
            matcher.group(1),
            Optional.ofNullable(matcher.group(2)).orElse(""),
            bin,
            command.subList(at + 1, command.size())));
  }

  /** Whether it stands for the same version for ever. */
  boolean isExact() {
    return EXACT.matcher(version).matches();
  }

  /** The name without its scope, which is what the package's own program is called. */
  String unscopedName() {
    return name.substring(name.indexOf('/') + 1);
  }

  /** Whether a name means the same to every shell. */
  static boolean isBin(String name) {
    return BIN.matcher(name).matches();
  }
}
