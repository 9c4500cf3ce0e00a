package dev.mcpmux.cli.home;

import dev.mcpmux.cli.system.PrivateDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;

/**
 * The Java that is written down for later: some clients hand on neither {@code JAVA_HOME} nor a
 * {@code PATH} with a Java on it. It is one line in a file of the state directory, the absolute
 * path of the program, which {@code bin/mcpmux} looks at before {@code JAVA_HOME}.
 */
public final class RecordedJava {

  /** The Java that the launcher has come to without what is written down; absent otherwise. */
  private static final String FOUND = "mcpmux.java";

  private RecordedJava() {}

  /** Where it is written down. */
  public static Path file(Home home) {
    return home.state().resolve("java");
  }

  /** What is written down and still there. */
  public static Optional<Path> read(Home home) {
    try {
      List<String> lines = Files.readAllLines(file(home));
      return lines.stream().limit(1).map(Path::of).filter(RecordedJava::isProgram).findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * Writes down the Java that runs this, if the launcher had to look for it. With a runtime of its
   * own, or with the Java that is written down, it does nothing.
   *
   * @return whether the file was written
   */
  public static boolean write(Home home) throws IOException {
    String found = System.getProperty(FOUND);
    if (found == null) {
      return false;
    }
    Path java = program(Path.of(found), Path.of(System.getProperty("java.home"), "bin", "java"));
    if (!isProgram(java) || read(home).filter(java::equals).isPresent()) {
      return false;
    }
    PrivateDirectory.createUnchecked(home.state());
    Path fresh =
        Files.createTempFile(
            home.state(),
            "java",
            ".new",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      Files.writeString(fresh, java + "\n");
      Files.move(fresh, file(home), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(fresh);
    }
    return true;
  }

  /** A link outlives an update of what it leads to; a script needs what a shell has set. */
  static Path program(Path found, Path running) {
    try {
      return found.toRealPath().equals(running.toRealPath()) ? found : running;
    } catch (IOException e) {
      return running;
    }
  }

  private static boolean isProgram(Path java) {
    return java.isAbsolute() && Files.isRegularFile(java) && Files.isExecutable(java);
  }
}
