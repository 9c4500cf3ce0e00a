package dev.mcpmux.netty.npx;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What npm is asked: to set up a package as {@code npx} does, and to run a script of ours in its
 * program's place.
 *
 * @param npx its program
 * @param spec the package, with what is said of its version
 * @param environment all of it
 * @param cwd with symbolic links followed
 */
record NpmQuestion(Path npx, String spec, Map<String, String> environment, Path cwd) {

  /** Whoever answers. */
  interface Npm {

    /**
     * What the script prints. Blocks for as long as npm takes.
     *
     * @throws IOException when npm cannot be asked, or fails
     */
    String answer(NpmQuestion question) throws IOException;
  }

  /**
   * Prints how the shell finds each program of the package, a zero byte, and the environment that
   * the program would have, each variable with a zero byte behind it.
   */
  private static final String SCRIPT =
      "for f in \"${PATH%%:*}\"/*; do command -v \"${f##*/}\"; done; "
          + "printf '\\000'; exec cat /proc/self/environ";

  /**
   * How npx is asked.
   *
   * @param options before all others
   */
  List<String> words(String... options) {
    List<String> words = new ArrayList<>(List.of(npx.toString()));
    words.addAll(List.of(options));
    words.addAll(List.of("--yes", "--package=" + spec, "--call", SCRIPT));
    return words;
  }

  /** Whether nothing but the package is another. */
  boolean isLike(NpmQuestion other) {
    return npx.equals(other.npx) && cwd.equals(other.cwd) && environment.equals(other.environment);
  }
}
