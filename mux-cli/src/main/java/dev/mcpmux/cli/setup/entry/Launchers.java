package dev.mcpmux.cli.setup.entry;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Programs that find what they start by the directory that they run in. */
public final class Launchers {

  private static final Set<String> SHELLS = Set.of("sh", "bash", "zsh", "dash", "ksh", "fish");

  /** The first words after which a program starts what the directory has under the next one. */
  private static final Map<String, Set<String>> LOCAL =
      Map.ofEntries(
          Map.entry("npm", Set.of("run", "run-script", "start", "test")),
          Map.entry("bun", Set.of("run", "start", "test")),
          Map.entry("deno", Set.of("task")),
          Map.entry("uv", Set.of("run")),
          Map.entry("poetry", Set.of("run")),
          Map.entry("pipenv", Set.of("run")),
          Map.entry("pdm", Set.of("run")),
          Map.entry("hatch", Set.of("run")),
          Map.entry("rye", Set.of("run")),
          Map.entry("dotnet", Set.of("run", "watch")),
          Map.entry("cargo", Set.of("run")),
          Map.entry("go", Set.of("run")),
          Map.entry("mix", Set.of("run", "phx.server")),
          Map.entry("docker", Set.of("compose")),
          Map.entry("podman", Set.of("compose")));

  /** Programs that do so whatever their words are. */
  private static final Set<String> ALWAYS =
      Set.of(
          "make", "just", "rake", "bundle", "rails", "composer", "gradle", "mvn", "docker-compose");

  /** Those for which every word but these is a script of the directory. */
  private static final Map<String, Set<String>> SCRIPTS =
      Map.of("pnpm", Set.of("dlx", "x"), "yarn", Set.of("dlx"));

  /** Options that name another directory, or the file that would be looked for in it. */
  private static final Set<String> ELSEWHERE =
      Set.of(
          "-C",
          "--directory",
          "--dir",
          "--cwd",
          "--prefix",
          "--project",
          "--project-directory",
          "--manifest-path",
          "--file");

  private Launchers() {}

  /** Whether it is another thing in another directory, though no word names a file there. */
  public static boolean areLocal(List<String> command) {
    List<String> words = withoutEnv(command);
    if (words.isEmpty()) {
      return false;
    }
    String program = words.get(0).substring(words.get(0).lastIndexOf('/') + 1);
    List<String> rest = words.subList(1, words.size());
    if (rest.contains("artisan") || ALWAYS.contains(program)) {
      return !namesDirectory(rest);
    }
    if (SHELLS.contains(program)) {
      return rest.stream().anyMatch(word -> word.matches("-[a-z]*c"));
    }
    if (program.equals("npx")) {
      return !saysYes(rest);
    }
    if (program.matches("python[0-9.]*|py")) {
      return rest.contains("-m");
    }
    Optional<String> first = rest.stream().filter(word -> !word.startsWith("-")).findFirst();
    if (program.equals("npm") && first.filter(word -> word.matches("exec|x")).isPresent()) {
      return !saysYes(rest);
    }
    if (SCRIPTS.containsKey(program)) {
      boolean local = first.filter(word -> !SCRIPTS.get(program).contains(word)).isPresent();
      return local && !namesDirectory(rest);
    }
    // an option before it may have a value
    boolean local = rest.stream().anyMatch(LOCAL.getOrDefault(program, Set.of())::contains);
    return local && !namesDirectory(rest);
  }

  private static boolean saysYes(List<String> words) {
    return words.stream()
        .takeWhile(word -> word.startsWith("-"))
        .anyMatch(word -> word.equals("-y") || word.equals("--yes"));
  }

  /** {@code uv --directory /x}: its words count from there. */
  static boolean goElsewhere(List<String> words) {
    return words.get(0).endsWith("uv") && namesDirectory(words, Set.of("--directory"));
  }

  private static boolean namesDirectory(List<String> words) {
    return namesDirectory(words, ELSEWHERE);
  }

  private static boolean namesDirectory(List<String> words, Set<String> options) {
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      int equals = word.indexOf('=');
      String value =
          equals > 0 ? word.substring(equals + 1) : i + 1 < words.size() ? words.get(i + 1) : "";
      if (options.contains(equals > 0 ? word.substring(0, equals) : word)
          && Directories.isAbsolute(value)) {
        return true;
      }
    }
    return false;
  }

  /** Without {@code env NAME=VALUE …} before it. */
  private static List<String> withoutEnv(List<String> command) {
    List<String> words = new ArrayList<>(command);
    if (words.get(0).matches("(/usr)?(/bin/)?env")) {
      words.remove(0);
      while (!words.isEmpty() && words.get(0).matches("-.*|\\w+=.*")) {
        words.remove(0);
      }
    }
    return words;
  }
}
