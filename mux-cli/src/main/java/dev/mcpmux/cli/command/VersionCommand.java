package dev.mcpmux.cli.command;

import dev.mcpmux.cli.home.CommonOptions;
import dev.mcpmux.cli.system.ExitCode;
import dev.mcpmux.core.port.MuxVersion;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The same as {@code --version}. */
@Command(name = "version", description = "Print the version.")
public final class VersionCommand implements Callable<Integer> {

  @Mixin private CommonOptions common;

  @Override
  public Integer call() {
    System.out.println("mcpmux " + MuxVersion.get());
    return ExitCode.OK;
  }
}
