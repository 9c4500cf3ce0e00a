package dev.mcpmux.cli;

import picocli.CommandLine.Option;

/** {@code --home}, which every command has. */
final class HomeOption {

  @Option(
      names = "--home",
      paramLabel = "DIR",
      description =
          "Keep config, socket, logs and state under DIR. Default: MCPMUX_HOME, else the XDG"
              + " directories.")
  private String directory;

  Home home() {
    return Home.of(directory, ClientEnvironment.get());
  }
}
