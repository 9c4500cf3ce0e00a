package dev.mcpmux.cli.command;

import dev.mcpmux.cli.home.Home;
import dev.mcpmux.cli.probe.LogTail;
import dev.mcpmux.cli.system.ExitCode;
import dev.mcpmux.core.text.Printable;
import dev.mcpmux.netty.LogFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows where the logs are, and how they end. */
@Command(name = "logs", description = "Show a log's last lines, and where it is.")
public final class LogsCommand implements Callable<Integer> {

  @Mixin private CommonOptions common;

  @Parameters(
      arity = "0..1",
      paramLabel = "NAME",
      description = "A server, as status shows it. Default: the daemon.")
  private String name;

  @Option(
      names = "-n",
      paramLabel = "LINES",
      defaultValue = "20",
      description = "How many lines. Default: 20.")
  private int count;

  @Override
  public Integer call() throws IOException {
    Home home = common.home();
    Path file = name == null ? home.daemonLog() : LogFiles.of(home.logs(), name);
    if (!Files.exists(file)) {
      throw new IOException("there is no log yet: " + file + others(home.logs()));
    }
    System.out.println(file);
    List<String> lines = LogTail.of(file, Math.max(0, count));
    lines.forEach(line -> System.out.println(Printable.line(line)));
    return ExitCode.OK;
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
