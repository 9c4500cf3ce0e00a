package dev.mcpmux.cli.command;

import dev.mcpmux.cli.attach.AttachMain;
import dev.mcpmux.cli.home.CommonOptions;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Unmatched;

/**
 * Exists for {@code --help}: {@code bin/mcpmux}, and {@code Main} where it is started in another
 * way, leave everything else to {@link AttachMain}, which loads nothing of this.
 */
@Command(
    name = "attach",
    description = {
      "Open a session over stdin and stdout; clients start this.",
      "Without a name, it has all servers of the config. Other sessions may share them.",
      "A client's config has it in place of the server. It starts the daemon if none runs."
    },
    customSynopsis = {
      "mcpmux attach [--home=DIR] [--only=NAME,...|--profile=NAME] [--find]",
      "       mcpmux attach --control [--home=DIR]",
      "       mcpmux attach [--home=DIR] NAME",
      "       mcpmux attach [--home=DIR] -- COMMAND [ARG...]"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  mcpmux attach",
      "  mcpmux attach --only slack,memory",
      "  mcpmux attach --profile web",
      "  mcpmux attach --find",
      "  mcpmux attach slack",
      "  mcpmux attach -- npx -y @modelcontextprotocol/server-memory"
    })
public final class AttachCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "NAME",
      arity = "0..1",
      description =
          "A server of the config; or -- and the command that starts one. Without it, all servers"
              + " of the config; their tools are called SERVER__TOOL then.")
  private String name;

  @Option(
      names = "--only",
      paramLabel = "NAME,...",
      description = "Which of all servers, instead of every one.")
  private String only;

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      description = "The servers and tools of a profile of the config, and no others.")
  private String profile;

  @Option(
      names = "--find",
      description =
          "Of all servers, list no tools but find_tools, call_tool and call_read_tool, with which"
              + " a model finds and calls the others; and those that the config pins.")
  private boolean find;

  @Option(
      names = "--control",
      description =
          "Instead of any server: tools with which an agent sees what runs, why, and restarts a"
              + " server. Must come first.")
  private boolean control;

  @Unmatched private List<String> rest;

  @Mixin private CommonOptions common;

  @Override
  public Integer call() {
    throw new IllegalStateException("attach never comes here");
  }
}
