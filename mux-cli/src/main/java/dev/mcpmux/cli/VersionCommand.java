package dev.mcpmux.cli;

import dev.mcpmux.core.port.MuxVersion;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The same as {@code --version}. */
@Command(name = "version", description = "Print the version.")
final class VersionCommand implements Callable<Integer> {

  @Mixin private CommonOptions common;

  @Override
  public Integer call() {
    System.out.println("mcpmux " + MuxVersion.get());
    return ExitCode.OK;
  }
}
