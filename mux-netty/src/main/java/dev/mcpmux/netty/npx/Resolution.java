package dev.mcpmux.netty.npx;

import dev.mcpmux.core.port.ProcessLaunch;
import dev.mcpmux.netty.files.FileStamp;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What {@code npx} runs for one launch, as it was found out once.
 *
 * @param program the program, by the path that the shell of npm finds it under
 * @param version the version of its package
 * @param environment the variables that the program is given beside those of the launch
 * @param files everything the answer depends on, with its {@link FileStamp}
 * @param checkedAt when the registry was last asked, in milliseconds since 1970
 */
record Resolution(
    String program,
    String version,
    SortedMap<String, String> environment,
    SortedMap<String, String> files,
    long checkedAt) {

  /** Where npm was started, with symbolic links followed. */
  static final String INIT_CWD = "INIT_CWD";

  /** Whether npx would still run the same. Touches the disk. */
  boolean isValid(ProcessLaunch launch) {
    try {
      String cwd = Path.of(launch.cwd()).toRealPath().toString();
      if (!cwd.equals(environment.get(INIT_CWD))) {
        return false;
      }
    } catch (IOException e) {
      return false;
    }
    return files.entrySet().stream()
        .allMatch(file -> FileStamp.of(Path.of(file.getKey())).equals(file.getValue()));
  }

  /** The launch without npm and its shell. */
  ProcessLaunch direct(ProcessLaunch launch, NpxCommand command) {
    List<String> words = new ArrayList<>();
    words.add(program);
    words.addAll(command.args());
    SortedMap<String, String> all = new TreeMap<>(launch.environment());
    all.putAll(environment);
    return new ProcessLaunch(words, all, launch.cwd(), launch.secrets());
  }

  Resolution checked(long now) {
    return new Resolution(program, version, environment, files, now);
  }
}
