package dev.mcpmux.cli.home;

import dev.mcpmux.cli.system.ClientEnvironment;
import picocli.CommandLine.Option;

/** What every command has. */
public final class CommonOptions {

  @Option(
      names = "--home",
      paramLabel = "DIR",
      description =
          "Keep config, socket, logs and state under DIR. Default: MCPMUX_HOME, else the XDG"
              + " directories.")
  private String directory;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  /** The value of {@code --home}, null without one. */
  public String directory() {
    return directory;
  }

  public Home home() {
    return Home.of(directory, ClientEnvironment.get());
  }
}
