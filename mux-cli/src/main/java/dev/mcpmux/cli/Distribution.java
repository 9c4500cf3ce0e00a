package dev.mcpmux.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The tree that this program was started from: {@code bin/mcpmux} and {@code lib/}. */
public final class Distribution {

  private Distribution() {}

  /**
   * The absolute path of {@code bin/mcpmux}.
   *
   * @throws IOException if this program was started in another way
   */
  public static Path launcher() throws IOException {
    String directory = System.getProperty("mcpmux.dist");
    if (directory == null) {
      throw new IOException("not started by bin/mcpmux, which is needed to start other processes");
    }
    Path launcher = Path.of(directory).toRealPath().resolve("bin/mcpmux");
    if (!Files.isExecutable(launcher)) {
      throw new IOException(launcher + " is missing or cannot be executed");
    }
    return launcher;
  }

  /** The native relay, where this program was started from a tree that has one. */
  static Optional<Path> nativeRelay() {
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
