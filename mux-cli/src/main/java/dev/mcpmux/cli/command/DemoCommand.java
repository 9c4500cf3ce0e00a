package dev.mcpmux.cli.command;

import dev.mcpmux.cli.demo.Demo;
import dev.mcpmux.cli.home.CommonOptions;
import dev.mcpmux.cli.system.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows in some seconds what mcpmux does. */
@Command(
    name = "demo",
    description = {
      "See in some seconds what mcpmux does.",
      "Let 8 sessions call one MCP server at the same time, check every answer, and compare with 8"
          + " servers of their own.",
      "Needs nothing else, uses a private directory, and leaves nothing behind."
    })
public final class DemoCommand implements Callable<Integer> {

  @Mixin private CommonOptions common;

  @Override
  public Integer call() throws Exception {
    return Demo.run(System.out) ? ExitCode.OK : ExitCode.FAILURE;
  }
}
