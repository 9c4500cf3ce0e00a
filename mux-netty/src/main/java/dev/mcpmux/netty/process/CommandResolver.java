package dev.mcpmux.netty.process;

import dev.mcpmux.core.port.ProcessLaunch;
import dev.mcpmux.netty.files.FilePaths;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Finds the program of a command the way {@code execvp(3)} would in the child: by the child's own
 * {@code PATH} and working directory, not by ours. Touches the disk: never on the event loop.
 */
public final class CommandResolver {

  /** What the C library takes when {@code PATH} is not set. */
  private static final String DEFAULT_PATH = "/bin:/usr/bin";

  private CommandResolver() {}

  /**
   * @throws IOException when there is no such program, with one line that says so
   */
  public static Path resolve(String command, Map<String, String> environment, Path cwd)
      throws IOException {
    Path notExecutable = null;
    try {
      if (command.indexOf('/') >= 0) {
        Path program = cwd.resolve(FilePaths.of(command));
        if (isProgram(program)) {
          return program;
        }
        notExecutable = Files.isRegularFile(program) ? program : null;
      } else if (!command.isEmpty()) {
        String path = environment.getOrDefault("PATH", DEFAULT_PATH);
        for (String element : path.split(File.pathSeparator, -1)) {
          // an empty or relative element means the working directory of the child
          Path program = cwd.resolve(FilePaths.of(element)).resolve(FilePaths.of(command));
          if (isProgram(program)) {
            return program;
          }
          if (notExecutable == null && Files.isRegularFile(program)) {
            notExecutable = program;
          }
        }
      }
    } catch (InvalidPathException e) {
      throw new IOException("command not found: " + ProcessLaunch.shownProgram(command), e);
    }
    throw new IOException(
        notExecutable == null
            ? "command not found: " + ProcessLaunch.shownProgram(command)
            : "not executable: " + notExecutable);
  }

  private static boolean isProgram(Path path) {
    return Files.isRegularFile(path) && Files.isExecutable(path);
  }
}
