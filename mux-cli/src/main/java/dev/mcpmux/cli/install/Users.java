package dev.mcpmux.cli.install;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The processes that run, or have mapped, something of a directory; without those of others. */
final class Users {

  private static final Path PROC = Path.of("/proc");

  private Users() {}

  /** Whether this system tells at all. */
  static boolean canBeTold() {
    return Files.isReadable(PROC.resolve("self/maps"));
  }

  /** The pids, this process not among them. */
  static List<Long> of(Path directory) throws IOException {
    List<Long> users = new ArrayList<>();
    String path = directory + "/";
    long own = ProcessHandle.current().pid();
    try (Stream<Path> processes = Files.list(PROC)) {
      for (Path process : processes.toList()) {
        String name = process.getFileName().toString();
        boolean isProcess = name.chars().allMatch(c -> c >= '0' && c <= '9');
        if (isProcess && Long.parseLong(name) != own && uses(process, path)) {
          users.add(Long.parseLong(name));
        }
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return users;
  }

  private static boolean uses(Path process, String path) {
    return link(process.resolve("exe")).startsWith(path)
        || (link(process.resolve("cwd")) + "/").startsWith(path)
        || text(process.resolve("cmdline")).contains(path)
        || text(process.resolve("maps")).contains(path);
  }

  private static String link(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      return "";
    }
  }

  /** Empty for a process that has ended, or is another user's. */
  private static String text(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }
}
