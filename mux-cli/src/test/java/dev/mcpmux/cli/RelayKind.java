package dev.mcpmux.cli;

import static java.util.concurrent.TimeUnit.MINUTES;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * The relays that a distribution can have. Each has the same contract, so a test of it runs for
 * each; where one cannot be built here, its tests are skipped and say so.
 */
public enum RelayKind {
  /** Of a distribution that was built without a C compiler. */
  JAVA,
  /** Of the distribution, if it has one. */
  NATIVE,
  /** The native one, ended with a message at the first access outside of its memory. */
  CHECKED;

  private static final Path BASE = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
  private static final Path DIST = Path.of(System.getProperty("mcpmux.dist"));
  private static final String PROGRAM = "lib/mcpmux-attach";

  private Path launcher;

  /** The {@code bin/mcpmux} of a distribution with this relay. */
  public synchronized Path launcher() throws IOException, InterruptedException {
    if (launcher == null) {
      launcher = (this == NATIVE ? DIST : tree()).resolve("bin/mcpmux");
    }
    if (this != JAVA) {
      Assumptions.assumeTrue(
          Files.isExecutable(launcher.resolveSibling("../" + PROGRAM)),
          "no native relay could be built here: " + this);
    }
    return launcher;
  }

  /** The distribution with another relay in it. */
  private Path tree() throws IOException, InterruptedException {
    Path tree = BASE.resolve("target/relays").resolve(name().toLowerCase(java.util.Locale.ROOT));
    Files.createDirectories(tree.resolve("bin"));
    Files.createDirectories(tree.resolve("lib"));
    Files.copy(
        DIST.resolve("bin/mcpmux"),
        tree.resolve("bin/mcpmux"),
        StandardCopyOption.REPLACE_EXISTING,
        StandardCopyOption.COPY_ATTRIBUTES);
    // what an earlier build has left there would be missed by a start archive
    for (Path old : entries(tree.resolve("lib"))) {
      Files.delete(old);
    }
    for (Path file : entries(DIST.resolve("lib"))) {
      if (!file.endsWith(PROGRAM)) {
        Files.createSymbolicLink(tree.resolve("lib").resolve(file.getFileName()), file);
      }
    }
    if (this == CHECKED) {
      build(tree.resolve(PROGRAM));
    }
    return tree;
  }

  private static List<Path> entries(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.toList();
    }
  }

  /** A compiler without the sanitizers leaves nothing there. */
  private static void build(Path program) throws IOException, InterruptedException {
    Path log = BASE.resolve("target/relays/build.log");
    ProcessBuilder build =
        new ProcessBuilder(
            List.of("sh", BASE.resolve("src/main/native/build.sh").toString(), program.toString()));
    build.environment().put("CHECKED", "1");
    Process process = build.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    if (!process.waitFor(2, MINUTES)) {
      process.destroyForcibly();
    }
  }
}
