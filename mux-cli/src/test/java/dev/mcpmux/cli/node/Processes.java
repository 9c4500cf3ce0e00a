package dev.mcpmux.cli.node;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The processes of this machine whose environment or command line holds a text; Linux only,
 * elsewhere none are found.
 */
final class Processes {

  private Processes() {}

  /** What runs under a process id. */
  record Found(long pid, String commandLine) {

    /** Ends it, whatever it does about signals. */
    void kill() {
      ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }
  }

  static List<Found> marked(String mark) throws IOException {
    Path proc = Path.of("/proc");
    if (!Files.isDirectory(proc.resolve("self"))) {
      return List.of();
    }
    List<Found> found = new ArrayList<>();
    try (Stream<Path> entries = Files.list(proc)) {
      for (Path entry : entries.toList()) {
        String name = entry.getFileName().toString();
        if (name.chars().allMatch(Character::isDigit)) {
          long pid = Long.parseLong(name);
          String commandLine = content(entry.resolve("cmdline"));
          boolean isMarked =
              commandLine.contains(mark) || content(entry.resolve("environ")).contains(mark);
          if (isMarked && pid != ProcessHandle.current().pid()) {
            found.add(new Found(pid, commandLine.replace('\0', ' ')));
          }
        }
      }
    }
    return found;
  }

  /** Empty for a process that has ended meanwhile, a zombie, and one of another user. */
  private static String content(Path file) {
    try {
      return new String(Files.readAllBytes(file), ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }
}
