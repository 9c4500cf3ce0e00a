package dev.mcpmux.core.sharing;

import dev.mcpmux.core.port.ProcessLaunch;
import dev.mcpmux.core.text.Digest;
import dev.mcpmux.core.text.Printable;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What people call a server that was given as a command: its program, the package or script that
 * the program runs, and a hash that keeps apart what differs in other words. Arguments hold
 * credentials ({@code --api-key SECRET}), so of all words only those are shown that certainly name
 * a program: behind an option that is not known here, nothing is.
 */
public final class AdHocName {
  private static final int MAX_PART = 60;
  private static final int HASH_CHARS = 8;

  /** Programs that run a package, with the words that may stand before its name. */
  private static final Runner PACKAGES =
      new Runner(
          Set.of("npx", "npm", "pnpm", "pnpx", "yarn", "bunx", "uvx", "uv", "pipx"),
          Set.of(
              "exec", "x", "dlx", "run", "tool", "-y", "--yes", "-q", "--quiet", "--silent", "--"),
          Set.of("-p", "--package", "--from", "--with", "--python", "--registry", "--directory"),
          Pattern.compile("@?[\\w.-]+(/[\\w.-]+)*(@[\\w.^~-]+|==[\\w.]+)?"));

  /** Programs that run a script or module. */
  private static final Runner SCRIPTS =
      new Runner(
          Set.of("node", "nodejs", "tsx", "ts-node", "bun", "deno", "ruby", "php", "perl", "java"),
          Set.of("run", "-u", "-m", "-jar", "--no-warnings", "--"),
          Set.of("-r", "--require", "--import", "--loader"),
          Pattern.compile("[\\w./@~+-]+"));

  private static final Runner CONTAINERS =
      new Runner(
          Set.of("docker", "podman"),
          Set.of("run", "-i", "-t", "-it", "-ti", "--interactive", "--tty", "--rm", "--init"),
          Set.of(
              "-e",
              "--env",
              "--env-file",
              "-v",
              "--volume",
              "--mount",
              "--name",
              "--network",
              "--pull",
              "--platform",
              "-w",
              "--workdir",
              "-u",
              "--user"),
          Pattern.compile("[\\w.-]+(:\\d+)?(/[\\w.-]+)*(:[\\w.-]+)?"));

  /** Programs before the one that matters; variables may stand behind them. */
  private static final Set<String> WRAPPERS = Set.of("env", "cmd", "exec", "nice", "nohup");

  private static final Set<String> OF_WRAPPERS = Set.of("/c", "/C", "-i", "-S");

  /**
   * @param programs by their names
   * @param before words that may stand before the one that is run
   * @param withValue options whose value is the next word, or stands behind a {@code =}
   * @param shown what the name of something that is run looks like
   */
  private record Runner(
      Set<String> programs, Set<String> before, Set<String> withValue, Pattern shown) {

    Optional<String> target(List<String> words) {
      for (int i = 0; i < words.size(); i++) {
        String word = words.get(i);
        if (withValue.contains(word)) {
          i++;
        } else if (!before.contains(word)
            && !withValue.contains(word.substring(0, Math.max(0, word.indexOf('='))))) {
          return word.startsWith("-") || !shown.matcher(word).matches()
              ? Optional.empty()
              : Optional.of(word);
        }
      }
      return Optional.empty();
    }
  }

  private AdHocName() {}

  /** Of a program and its arguments; one word that is shown as it is needs no hash. */
  public static String of(List<String> command) {
    String shown = shown(command);
    return command.equals(List.of(shown)) ? shown : shown + "#" + hash(command);
  }

  private static String program(String word) {
    String path = ProcessLaunch.shownProgram(word).replace('\\', '/');
    String name = path.substring(path.lastIndexOf('/') + 1);
    return name.isEmpty() ? "command" : Printable.line(name, MAX_PART);
  }

  private static String shown(List<String> command) {
    String program = program(command.get(0));
    List<String> words = command.subList(1, command.size());
    if (WRAPPERS.contains(program)) {
      return wrapped(program, words);
    }
    for (Runner runner : List.of(PACKAGES, SCRIPTS, CONTAINERS)) {
      if (runner.programs().contains(program)
          || runner == SCRIPTS && program.startsWith("python")) {
        return runner
            .target(words)
            .map(target -> program + ":" + shortened(runner, target))
            .orElse(program);
      }
    }
    return program;
  }

  private static String wrapped(String wrapper, List<String> words) {
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (!OF_WRAPPERS.contains(word) && word.indexOf('=') < 0) {
        return word.startsWith("-") ? wrapper : shown(words.subList(i, words.size()));
      }
    }
    return wrapper;
  }

  private static String shortened(Runner runner, String target) {
    boolean path = runner == SCRIPTS || target.startsWith("/") || target.startsWith(".");
    String name = path ? target.substring(target.lastIndexOf('/') + 1) : target;
    return name.length() <= MAX_PART ? name : name.substring(0, MAX_PART) + "…";
  }

  private static String hash(List<String> command) {
    return Digest.of(String.join("\0", command) + "\0").substring(0, HASH_CHARS);
  }
}
