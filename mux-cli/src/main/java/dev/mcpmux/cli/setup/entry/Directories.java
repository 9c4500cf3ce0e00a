package dev.mcpmux.cli.setup.entry;

import dev.mcpmux.cli.client.Start;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Whether a command means another thing in another directory. */
public final class Directories {

  private static final Pattern SCRIPT =
      Pattern.compile(
          "(?!@)(?!\\w+:)[^/$~-][\\w./@+-]*\\.(js|mjs|cjs|ts|mts|py|sh|rb|php|jar|go|db|sqlite|json"
              + "|toml|ya?ml|env|csproj|dll|wasm)");

  private static final Pattern OPTION = Pattern.compile("--?[A-Za-z][\\w-]*=(.*)");

  /** {@code .}, {@code ../x}, {@code .env}, {@code .:/work}. */
  private static final Pattern DOTTED = Pattern.compile("\\.\\.?([/:].*)?|\\.[A-Za-z_].*");

  private Directories() {}

  /**
   * Whether a word of it counts from the directory that it runs in.
   *
   * @param project where files may be that a word names; empty if that is not known
   */
  public static boolean matter(Start.Program start, Optional<Path> project) {
    if (start.cwd().isPresent()) {
      return !isAbsolute(start.cwd().get()); // else words count from there wherever it is started
    }
    List<String> words = start.words();
    String program = words.get(0);
    if (program.contains("/") && !isAbsolute(program)) {
      return true;
    }
    if (Launchers.goElsewhere(words)) {
      return false;
    }
    return words.stream().skip(1).anyMatch(word -> isRelative(word, project))
        || start.env().values().stream().anyMatch(value -> value.matches("\\.\\.?(/.*)?"));
  }

  public static boolean isAbsolute(String path) {
    return path.startsWith("/") || path.startsWith("~") || path.startsWith("$");
  }

  private static boolean isRelative(String word, Optional<Path> project) {
    var option = OPTION.matcher(word);
    String path = option.matches() ? option.group(1) : word;
    return DOTTED.matcher(path).matches()
        || SCRIPT.matcher(path).matches()
        || project.filter(directory -> names(path, directory)).isPresent();
  }

  private static boolean names(String word, Path directory) {
    if (word.isBlank() || word.startsWith("-") || isAbsolute(word)) {
      return false;
    }
    try {
      return Files.exists(directory.resolve(word));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /** The top of the git work tree around a directory; itself where there is none. */
  public static Path root(Path directory) {
    for (Path at = directory; at != null; at = at.getParent()) {
      if (Files.exists(at.resolve(".git"))) {
        return at;
      }
    }
    return directory;
  }

  /** Whether others have the file as well, by version control. */
  public static boolean isTracked(Path file) {
    Path directory = file.getParent();
    if (!Files.exists(root(directory).resolve(".git"))) {
      return false;
    }
    ProcessBuilder git =
        new ProcessBuilder(
                "git", "ls-files", "--error-unmatch", "--", file.getFileName().toString())
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
    try {
      Process process = git.start();
      process.getOutputStream().close();
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return true;
      }
      return process.exitValue() != 1; // 1: it does not know the file
    } catch (IOException e) {
      return true; // without git nobody can say; rather named than changed
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
