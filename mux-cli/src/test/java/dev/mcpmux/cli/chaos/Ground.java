package dev.mcpmux.cli.chaos;

import dev.mcpmux.cli.RelayKind;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The home that is broken, and what runs in it. Linux only. */
final class Ground {

  /** How long a command may take on a machine that has other things to do. */
  private static final Duration PATIENCE = Duration.ofSeconds(100);

  private final Path home;
  private final Path temporary;
  private final Path executed;
  private final Map<RelayKind, Path> launchers = new HashMap<>();
  private final Processes processes;
  private final int port;

  private volatile long daemonTrouble = Long.MIN_VALUE;

  /**
   * @param directory an empty one
   */
  Ground(Path directory) throws Exception {
    home = Files.createDirectories(directory.resolve("home"));
    temporary = Files.createDirectories(directory.resolve("tmp"));
    executed = Files.createDirectories(directory.resolve("executed"));
    processes = new Processes(home.toString());
    for (RelayKind kind : List.of(RelayKind.NATIVE, RelayKind.JAVA)) {
      launchers.put(kind, kind.launcher());
    }
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
  }

  Path home() {
    return home;
  }

  Path executed() {
    return executed;
  }

  Processes processes() {
    return processes;
  }

  int port() {
    return port;
  }

  String token() throws IOException {
    return Files.readString(home.resolve("state/http-token")).strip();
  }

  /** A command of mcpmux that has not been started; its processes have the mark. */
  ProcessBuilder builder(RelayKind relay, List<String> words) {
    List<String> command = new ArrayList<>(List.of(launchers.get(relay).toString()));
    command.addAll(words);
    ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("MCPMUX"));
    environment.put("MCPMUX_HOME", home.toString());
    environment.put("TMPDIR", temporary.toString());
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put(
        "XDG_CACHE_HOME",
        Path.of(System.getProperty("mcpmux.dist")).resolveSibling("cache").toString());
    return builder;
  }

  record Result(int exitCode, String output) {}

  /** Runs a command to its end; the exit code is -1 where it did not end. */
  Result run(String... words) throws IOException, InterruptedException {
    Path output = Files.createTempFile(executed.getParent(), "out", "");
    Process process =
        builder(RelayKind.NATIVE, List.of(words))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .redirectInput(new java.io.File("/dev/null"))
            .start();
    boolean ended = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    if (!ended) {
      process.destroyForcibly().waitFor();
    }
    String text = Files.readString(output).strip();
    Files.delete(output);
    return new Result(ended ? process.exitValue() : -1, text);
  }

  /** The process that has written itself down as the daemon; -1 without one. */
  long daemon() {
    try {
      long pid = Long.parseLong(Files.readString(home.resolve("run/daemon.lock")).strip());
      return processes.isOurs(pid) ? pid : -1;
    } catch (IOException | NumberFormatException e) {
      return -1;
    }
  }

  /** The servers that run now, the oldest first. */
  List<Long> servers() {
    try (Stream<Path> files = Files.list(executed)) {
      return files
          .map(file -> file.getFileName().toString().split("-"))
          .sorted((a, b) -> Long.compare(Long.parseLong(a[1]), Long.parseLong(b[1])))
          .map(name -> Long.parseLong(name[0]))
          .distinct()
          .filter(processes::isOurs)
          .toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /**
   * The daemon is about to be killed or the like; what breaks from now on is excused for a while.
   */
  void daemonBreaks() {
    daemonTrouble = System.nanoTime();
  }

  /** Whether something that began then may have met a daemon that was being broken. */
  boolean daemonBrokeSince(long nanoTime) {
    long trouble = daemonTrouble;
    return trouble != Long.MIN_VALUE && trouble - nanoTime > -TimeUnit.SECONDS.toNanos(60);
  }

  /** What must be gone when the daemon has stopped: sockets and temporary files. */
  List<Path> leftovers() throws IOException {
    List<Path> left = new ArrayList<>();
    try (Stream<Path> files = Files.walk(home)) {
      files.filter(Ground::isLeftover).forEach(left::add);
    }
    try (Stream<Path> files = Files.list(temporary)) {
      files.forEach(left::add);
    }
    return left;
  }

  private static boolean isLeftover(Path file) {
    String name = file.getFileName().toString();
    return !Files.isDirectory(file)
        && (!Files.isRegularFile(file) || name.matches(".*(\\.tmp|\\.new|~|\\.part)$|.*tmp.*"));
  }
}
