package dev.mcpmux.cli.attach;

import dev.mcpmux.cli.home.Distribution;
import dev.mcpmux.cli.home.Home;
import dev.mcpmux.cli.system.ClientEnvironment;
import dev.mcpmux.cli.system.ExitCode;
import dev.mcpmux.cli.system.PrivateDirectory;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A daemon on its way: in a process group of its own, with none of the client's streams and little
 * of its environment, so that it outlives the session that happened to need it first. A shell
 * stands between until the daemon is let go: some clients end all that descends from what they have
 * started.
 */
final class DaemonProcess {

  private static final long MAX_LOG_BYTES = 4L << 20;
  private static final int SIGKILL = 9;
  private static final int TAIL_LINES = 10;
  private static final int TAIL_BYTES = 8192;

  private final Process process;
  private final Path log;
  private final long logStart;

  private DaemonProcess(Process process, Path log, long logStart) {
    this.process = process;
    this.log = log;
    this.logStart = logStart;
  }

  static DaemonProcess start(Home home, Map<String, String> environment) throws IOException {
    Path log = home.daemonLog();
    PrivateDirectory.createUnchecked(log.getParent());
    if (Files.exists(log) && Files.size(log) > MAX_LOG_BYTES) {
      Files.move(log, log.resolveSibling("daemon.log.1"), StandardCopyOption.REPLACE_EXISTING);
    }
    long logStart = create(log);
    ProcessBuilder builder = new ProcessBuilder(command(home, environment.get("PATH")));
    ClientEnvironment.give(ClientEnvironment.base(environment), builder);
    // it is no part of a server, though a server's client may have started it
    builder.environment().put(OwnServer.MARK, "0");
    builder.directory(new File("/"));
    builder.redirectInput(new File("/dev/null"));
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    return new DaemonProcess(builder.start(), log, logStart);
  }

  /** Makes the log, which is nobody else's business, and gives its length. */
  private static long create(Path log) throws IOException {
    Set<StandardOpenOption> append = Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    try (var channel =
        Files.newByteChannel(
            log,
            append,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      return channel.size();
    }
  }

  private static List<String> command(Home home, String path) throws IOException {
    // without setsid the terminal's signals would reach the daemon: a JVM leaves alone those it
    // finds ignored
    List<String> command = new ArrayList<>();
    command.addAll(List.of("/bin/sh", "-c", "trap '' HUP INT QUIT; \"$@\" & wait $!", "sh"));
    String setsid = find("setsid", path);
    if (setsid != null) {
      command.add(setsid);
    }
    command.add(Distribution.launcher().toString());
    command.add("serve");
    command.add("--detached");
    if (home.root() != null) {
      command.add("--home");
      command.add(home.root().toString());
    }
    return command;
  }

  private static String find(String program, String path) {
    if (path == null) {
      return null;
    }
    for (String directory : path.split(":")) {
      Path candidate = Path.of(directory, program);
      if (directory.startsWith("/") && Files.isExecutable(candidate)) {
        return candidate.toString();
      }
    }
    return null;
  }

  boolean hasEnded() {
    return !process.isAlive();
  }

  /** From now on it is on its own. */
  void letGo() {
    process.destroy();
  }

  /** Whether it has ended because another daemon has this home, or was told to, or was idle. */
  boolean endedInOrder() {
    int code = process.exitValue();
    return code == ExitCode.ALREADY_RUNNING || code == ExitCode.OK;
  }

  /** Whether somebody has killed it: it did not fail. */
  boolean wasKilled() {
    return process.exitValue() == 128 + SIGKILL;
  }

  /** Why it has ended, with the last lines of its log. */
  String failure() {
    StringBuilder message =
        new StringBuilder("the daemon ended with exit code ").append(process.exitValue());
    List<String> lines = logTail();
    if (lines.isEmpty()) {
      return message.append(" and wrote nothing to ").append(log).toString();
    }
    message.append("; ").append(log).append(" ends with:");
    for (String line : lines) {
      message.append("\n  ").append(line);
    }
    return message.toString();
  }

  private List<String> logTail() {
    try (var channel = Files.newByteChannel(log, StandardOpenOption.READ)) {
      long start = Math.max(logStart, channel.size() - TAIL_BYTES);
      byte[] bytes = new byte[(int) Math.max(0, channel.size() - start)];
      channel.position(start).read(ByteBuffer.wrap(bytes));
      List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
      return lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size());
    } catch (IOException e) {
      return List.of();
    }
  }
}
