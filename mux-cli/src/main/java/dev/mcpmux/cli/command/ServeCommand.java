package dev.mcpmux.cli.command;

import dev.mcpmux.cli.archive.StartArchive;
import dev.mcpmux.cli.daemon.Daemon;
import dev.mcpmux.cli.daemon.ServeOptions;
import dev.mcpmux.cli.home.CommonOptions;
import dev.mcpmux.cli.system.ExitCode;
import dev.mcpmux.cli.text.Durations;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/**
 * The daemon, where {@link ServeOptions#ofPlainWords} leaves the words to the command line parser.
 */
@Command(
    name = "serve",
    description = {
      "Run the daemon in the foreground.",
      "It logs to stderr, and runs until it is told to stop. With --http, where one runs already,"
          + " that one listens on HTTP as well.",
      "Normally nobody needs this: the first attach starts a daemon in the background."
    })
public final class ServeCommand implements Callable<Integer> {

  @Mixin private CommonOptions common;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Read this config file in place of the one in the home.")
  private Path configFile;

  @Option(
      names = "--idle-timeout",
      paramLabel = "TIME",
      converter = ToDuration.class,
      description =
          "Stop after so long without a session, such as 90s or 10m. Default: never, and the"
              + " config's idleTimeout for a daemon that was started by attach.")
  private Duration idleTimeout;

  @Option(
      names = "--http",
      paramLabel = "HOST:PORT",
      description =
          "Listen there for clients that speak HTTP, in place of the config's http.listen. A port"
              + " alone means 127.0.0.1.")
  private String http;

  @Option(names = "--detached", hidden = true, description = "Started by attach.")
  private boolean detached;

  @Option(names = "--archive", hidden = true, description = "Make the start archive, and end.")
  private boolean archive;

  @Override
  public Integer call() throws Exception {
    if (archive) {
      StartArchive.make();
      return ExitCode.OK;
    }
    return Daemon.run(options());
  }

  /** As the command line had them. */
  public ServeOptions options() {
    return new ServeOptions(common.directory(), configFile, idleTimeout, http, detached);
  }

  /** Reads a duration as the config writes it. */
  static final class ToDuration implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String value) {
      try {
        return Durations.parse(value);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
