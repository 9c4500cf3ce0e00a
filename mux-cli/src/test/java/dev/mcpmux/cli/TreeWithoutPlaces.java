package dev.mcpmux.cli;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;

/**
 * A distribution whose launcher does not find the Java that this machine has where Java usually is.
 */
final class TreeWithoutPlaces {

  private TreeWithoutPlaces() {}

  /**
   * Makes one in a directory; the result is its launcher.
   *
   * @param directory in which {@code dist} is made
   */
  static Path make(RelayKind relay, Path directory) throws IOException, InterruptedException {
    Path source = relay.launcher();
    Path tree = directory.resolve("dist");
    Path launcher = Files.createDirectories(tree.resolve("bin")).resolve("mcpmux");
    String script = Files.readString(source);
    String without = script.replace("/usr/lib", "/nowhere").replace("/opt/java", "/nowhere");
    if (without.equals(script)) {
      throw new AssertionError("the launcher does not look where Java usually is");
    }
    Files.writeString(launcher, without);
    Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path lib = tree.resolve("lib");
    Path from = source.resolveSibling("../lib");
    try (Stream<Path> files = Files.walk(from, FileVisitOption.FOLLOW_LINKS)) {
      for (Path file : files.toList()) {
        // a program finds its tree by where it really is
        Files.copy(file.toRealPath(), lib.resolve(from.relativize(file)));
      }
    }
    Path program = lib.resolve("mcpmux-attach");
    if (Files.exists(program)) {
      Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    return launcher;
  }

  /** A directory with what the launcher uses of a system, and no Java. */
  static Path path(Path directory) throws IOException {
    Path path = Files.createDirectory(directory.resolve("path"));
    for (String program : new String[] {"ls", "sh", "readlink", "setsid"}) {
      for (String place : new String[] {"/usr/bin", "/bin"}) {
        Path found = Path.of(place, program);
        if (Files.isExecutable(found) && !Files.exists(path.resolve(program))) {
          Files.createSymbolicLink(path.resolve(program), found);
        }
      }
    }
    return path;
  }
}
