package dev.mcpmux.cli.home;

import dev.mcpmux.cli.install.Prefix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The tree that this program was started from: {@code bin/mcpmux} and {@code lib/}. */
public final class Distribution {

  private static final String LAUNCHER = "bin/mcpmux";

  /** Where a package of the system puts a link to it. */
  private static final Path SYSTEM = Path.of("/usr/bin/mcpmux");

  private Distribution() {}

  /**
   * Its top, without links: the next version has another one.
   *
   * @throws IOException if this program was started in another way
   */
  public static Path tree() throws IOException {
    String directory = System.getProperty("mcpmux.dist");
    if (directory == null) {
      throw new IOException("not started by bin/mcpmux, which is needed to start other processes");
    }
    return Path.of(directory).toRealPath();
  }

  /** As {@link #tree}; empty where that cannot be said. */
  public static Optional<Path> treeIfKnown() {
    try {
      return Optional.of(tree());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * The absolute path of {@code bin/mcpmux}, of this very version.
   *
   * @throws IOException if this program was started in another way
   */
  public static Path launcher() throws IOException {
    Path launcher = tree().resolve(LAUNCHER);
    if (!Files.isExecutable(launcher)) {
      throw new IOException(launcher + " is missing or cannot be executed");
    }
    return launcher;
  }

  /**
   * The absolute path by which this program will be found also when other versions have been
   * installed: what to write into the files of others.
   *
   * @throws IOException as for {@link #launcher}
   */
  public static Path stablePath() throws IOException {
    Path launcher = launcher();
    Optional<Path> command = Prefix.around(tree()).map(Prefix::command);
    if (command.isPresent()) {
      return command.filter(Distribution::leadsToTree).orElse(launcher);
    }
    return leadsTo(SYSTEM, launcher) ? SYSTEM : launcher;
  }

  /** To whichever version. */
  private static boolean leadsToTree(Path command) {
    try {
      return Prefix.isLauncher(command.toRealPath());
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean leadsTo(Path link, Path launcher) {
    try {
      return link.toRealPath().equals(launcher);
    } catch (IOException e) {
      return false;
    }
  }

  /** The native relay, where this program was started from a tree that has one. */
  public static Optional<Path> nativeRelay() {
    try {
      Path relay = launcher().resolveSibling("../lib/mcpmux-attach").normalize();
      return Optional.of(relay).filter(Files::isExecutable);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * Whether {@code attach} is the native program here, not a JVM.
   *
   * @throws IOException as for {@link #launcher}
   */
  public static boolean hasNativeRelay() throws IOException {
    return Files.isExecutable(launcher().resolveSibling("../lib/mcpmux-attach"));
  }
}
