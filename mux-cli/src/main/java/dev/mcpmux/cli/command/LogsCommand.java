package dev.mcpmux.cli.command;

import dev.mcpmux.cli.home.CommonOptions;
import dev.mcpmux.cli.home.Home;
import dev.mcpmux.cli.logs.Logs;
import dev.mcpmux.cli.logs.Since;
import dev.mcpmux.cli.system.ExitCode;
import dev.mcpmux.netty.LogFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows where the logs are, and what stands in them. */
@Command(
    name = "logs",
    description = "Show the last lines of the logs, merged by time, and where they are.")
public final class LogsCommand implements Callable<Integer> {

  private static final int LINES = 20;
  private static final long POLL_MILLIS = 250;

  @Spec private CommandSpec spec;

  @Mixin private CommonOptions common;

  @Parameters(
      arity = "0..1",
      paramLabel = "NAME",
      description = "Only a server's, as status shows its name. Default: all, and the daemon's.")
  private String name;

  @Option(names = "--daemon", description = "Only the daemon's.")
  private boolean daemon;

  @Option(
      names = "-n",
      paramLabel = "LINES",
      description = "How many lines at most. Default: 20, with --since all.")
  private Integer count;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Only what is not older: 10m, 2h, 3d, 2026-11-30 or 2026-11-30T14:30.")
  private String since;

  @Option(
      names = {"-f", "--follow"},
      description = "Go on with what is written from now on, until Ctrl-C.")
  private boolean follow;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (daemon && name != null) {
      throw new ParameterException(spec.commandLine(), "--daemon and NAME exclude each other");
    }
    Instant from = from();
    Home home = common.home();
    Path only = only(home);
    boolean any = only == null ? isAny(home.logs()) : Files.exists(only);
    if (!any && !follow) {
      throw new IOException(
          "there is no log yet: " + (only == null ? home.logs() : only) + others(home.logs()));
    }
    System.out.println(only == null ? home.logs() : only);
    Logs logs = new Logs(home.logs(), only);
    int lines = count == null ? LINES : Math.max(0, count);
    int all = count == null ? Integer.MAX_VALUE : lines;
    print(from == null ? logs.last(lines) : logs.since(from, all));
    while (follow && !System.out.checkError()) { // as when nobody reads any more
      Thread.sleep(POLL_MILLIS);
      print(logs.more());
    }
    return ExitCode.OK;
  }

  private Instant from() {
    try {
      return since == null ? null : Since.parse(since, Instant.now(), ZoneId.systemDefault());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--since: " + e.getMessage());
    }
  }

  /** Null for all. */
  private Path only(Home home) {
    if (daemon) {
      return home.daemonLog();
    }
    return name == null ? null : LogFiles.of(home.logs(), name);
  }

  private static void print(List<String> lines) {
    lines.forEach(System.out::println);
    System.out.flush();
  }

  private static boolean isAny(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return false;
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.anyMatch(file -> file.toString().endsWith(".log"));
    }
  }

  private static String others(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return "";
    }
    try (Stream<Path> files = Files.list(directory)) {
      List<String> names = files.map(file -> file.getFileName().toString()).sorted().toList();
      return names.isEmpty() ? "" : "\nthere are: " + String.join(" ", names);
    }
  }
}
