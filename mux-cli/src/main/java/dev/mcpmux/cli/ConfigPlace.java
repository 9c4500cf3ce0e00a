package dev.mcpmux.cli;

import dev.mcpmux.cli.check.CheckReport;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Where in the config it is said how a server is shared.
 *
 * @param name the server, for people
 * @param where the place, for people
 * @param member what is written there, with {@code %s} for the scope
 */
record ConfigPlace(String name, String where, String member) {

  private static final Set<String> LAUNCHERS = Set.of("npx", "bunx", "pnpx", "uvx");
  private static final Set<String> INTERPRETERS =
      Set.of("node", "python", "python3", "bun", "deno");
  private static final String SHARE = "\"share\": \"%s\"";

  static ConfigPlace ofEntry(String name, Path file) {
    return new ConfigPlace(name, "the entry \"" + name + "\" of\n" + file, SHARE);
  }

  /** A server of the table of well-known servers. */
  static ConfigPlace ofKnown(String name, Path file) {
    return new ConfigPlace(
        name, "\"wellKnownServers\" of\n" + file, RawJson.quote(name) + ": {" + SHARE + "}");
  }

  /** A command that stands in no config is known by its package or program. */
  static ConfigPlace ofCommand(List<String> words, Path file) {
    String program = program(words.get(0));
    boolean isLauncher = LAUNCHERS.contains(program);
    if (isLauncher || INTERPRETERS.contains(program)) {
      String word =
          words.stream().skip(1).filter(each -> !each.startsWith("-")).findFirst().orElse("");
      String of = packageOf(word, isLauncher);
      return of.isEmpty()
          ? new ConfigPlace(
              isLauncher ? program : program(word), "an entry of its own in\n" + file, SHARE)
          : known(of.replaceAll("^@.*/|@.*$", ""), "packages", of, file);
    }
    return known(program, "programs", program, file);
  }

  /** The package that a launcher starts, or in whose directory a script lies. */
  private static String packageOf(String word, boolean isLauncher) {
    if (isLauncher) {
      int version = word.indexOf('@', 1);
      return version < 0 ? word : word.substring(0, version);
    }
    int modules = word.lastIndexOf("/node_modules/");
    String[] parts =
        word.substring(modules < 0 ? 0 : modules + "/node_modules/".length()).split("/");
    return modules < 0 || parts.length < 2
        ? ""
        : parts[0].startsWith("@") ? parts[0] + "/" + parts[1] : parts[0];
  }

  private static ConfigPlace known(String name, String kind, String word, Path file) {
    return new ConfigPlace(
        name,
        "\"wellKnownServers\" of\n" + file,
        RawJson.quote(name) + ": {\"" + kind + "\": [" + RawJson.quote(word) + "], " + SHARE + "}");
  }

  private static String program(String path) {
    String last = path.substring(path.lastIndexOf('/') + 1);
    return last.replaceAll("\\.(js|mjs|cjs|py|exe|cmd)$", "");
  }

  /** What to write there, on one line. */
  String line(CheckReport report) {
    return member.replace("%s", report.share().configName());
  }
}
