package dev.mcpmux.cli.command;

import dev.mcpmux.cli.home.CommonOptions;
import dev.mcpmux.cli.sample.SampleServer;
import dev.mcpmux.cli.system.ExitCode;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Exists for {@code --help}: {@code bin/mcpmux} starts {@link SampleServer} by itself. */
@Command(
    name = "sample-server",
    description = {
      "A small MCP server over stdin and stdout, to try mcpmux with.",
      "It has the tools echo, add, slow, fail and whoami, one resource and one prompt."
    })
public final class SampleServerCommand implements Callable<Integer> {

  @Mixin private CommonOptions common;

  @Parameters(paramLabel = "ARG", description = "Any words; the tool whoami tells them.")
  private List<String> args = List.of();

  @Override
  public Integer call() throws Exception {
    SampleServer.run(args.toArray(new String[0]));
    return ExitCode.OK;
  }
}
