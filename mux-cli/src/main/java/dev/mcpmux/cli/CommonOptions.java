package dev.mcpmux.cli;

import picocli.CommandLine.Option;

/** What every command has. */
final class CommonOptions {

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

  /** As if the command line had said it; null for no {@code --home}. */
  static CommonOptions ofHome(String directory) {
    CommonOptions options = new CommonOptions();
    options.directory = directory;
    return options;
  }

  Home home() {
    return Home.of(directory, ClientEnvironment.get());
  }
}
