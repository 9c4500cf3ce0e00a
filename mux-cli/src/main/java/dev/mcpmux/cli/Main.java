package dev.mcpmux.cli;

import dev.mcpmux.cli.attach.AttachMain;
import dev.mcpmux.cli.browser.DashboardCommand;
import dev.mcpmux.cli.command.AttachCommand;
import dev.mcpmux.cli.command.BenchCommand;
import dev.mcpmux.cli.command.CheckCommand;
import dev.mcpmux.cli.command.ConfigCommand;
import dev.mcpmux.cli.command.DemoCommand;
import dev.mcpmux.cli.command.DoctorCommand;
import dev.mcpmux.cli.command.ExportCommand;
import dev.mcpmux.cli.command.ImportCommand;
import dev.mcpmux.cli.command.InstallCommand;
import dev.mcpmux.cli.command.ListCommand;
import dev.mcpmux.cli.command.LogsCommand;
import dev.mcpmux.cli.command.ReloadCommand;
import dev.mcpmux.cli.command.RestartCommand;
import dev.mcpmux.cli.command.SampleServerCommand;
import dev.mcpmux.cli.command.ServeCommand;
import dev.mcpmux.cli.command.SetupCommand;
import dev.mcpmux.cli.command.StatusCommand;
import dev.mcpmux.cli.command.StopCommand;
import dev.mcpmux.cli.command.SwitchCommand;
import dev.mcpmux.cli.command.TokenCommand;
import dev.mcpmux.cli.command.TryCommand;
import dev.mcpmux.cli.command.UninstallCommand;
import dev.mcpmux.cli.command.UpgradeCommand;
import dev.mcpmux.cli.command.VersionCommand;
import dev.mcpmux.cli.context.ContextCommand;
import dev.mcpmux.cli.control.ControlServer;
import dev.mcpmux.cli.daemon.Daemon;
import dev.mcpmux.cli.daemon.ServeOptions;
import dev.mcpmux.cli.find.FindCommand;
import dev.mcpmux.cli.system.ExitCode;
import dev.mcpmux.cli.system.ProcessBytes;
import dev.mcpmux.cli.tap.TapCommand;
import dev.mcpmux.cli.text.Failures;
import dev.mcpmux.cli.text.Paragraph;
import dev.mcpmux.cli.top.TopCommand;
import dev.mcpmux.cli.usage.UsageCommand;
import dev.mcpmux.core.port.MuxVersion;
import dev.mcpmux.core.text.Printable;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The {@code mcpmux} command. */
@Command(
    name = "mcpmux",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = "One process per MCP server for all AI-agent sessions on this machine.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      SetupCommand.class,
      ImportCommand.class,
      ExportCommand.class,
      AttachCommand.class,
      ListCommand.class,
      FindCommand.class,
      DoctorCommand.class,
      TryCommand.class,
      StatusCommand.class,
      UsageCommand.class,
      ContextCommand.class,
      TopCommand.class,
      LogsCommand.class,
      TapCommand.class,
      DashboardCommand.class,
      StopCommand.class,
      RestartCommand.class,
      ReloadCommand.class,
      SwitchCommand.Enable.class,
      SwitchCommand.Disable.class,
      TokenCommand.class,
      ServeCommand.class,
      ConfigCommand.class,
      InstallCommand.class,
      UninstallCommand.class,
      UpgradeCommand.class,
      DemoCommand.class,
      BenchCommand.class,
      CheckCommand.class,
      SampleServerCommand.class,
      VersionCommand.class,
      CommandLine.HelpCommand.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  mcpmux setup     have your clients share their servers",
      "  mcpmux demo      see what it does, nothing else needed",
      "  mcpmux doctor    whether it works here, and what to do if not",
      "  mcpmux status    who is using what",
      "",
      "Let Claude Code share a server:",
      "  claude mcp add fetch -- mcpmux attach -- uvx mcp-server-fetch"
    })
public final class Main implements Runnable {

  private static final List<String> HELP = List.of("-h", "--help");

  /** Starts mcpmux and ends the process with the command's exit code. */
  public static void main(String[] decoded) {
    String[] args = ProcessBytes.arguments(decoded);
    List<String> words = List.of(args);
    if (args.length > 0
        && args[0].equals("attach")
        && !(args.length == 2 && HELP.contains(args[1]))) {
      if (args.length > 1 && args[1].equals("--control")) {
        System.exit(ControlServer.run(words.subList(2, args.length)));
      }
      System.exit(AttachMain.run(words.subList(1, args.length).toArray(new String[0])));
    }
    ServeOptions daemon = ServeOptions.ofPlainWords(words);
    if (daemon != null) {
      System.exit(serve(daemon));
    }
    System.exit(commandLine().execute(args));
  }

  private static int serve(ServeOptions options) {
    try {
      return Daemon.run(options);
    } catch (Exception e) {
      System.err.println("mcpmux: " + Printable.lines(Failures.describe(e)));
      return ExitCode.FAILURE;
    }
  }

  public static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setUsageHelpWidth(Paragraph.COLUMNS)
        // a word that begins with @ is the name of a package
        .setExpandAtFiles(false)
        .setParameterExceptionHandler(new UsageErrors())
        .setExecutionExceptionHandler(
            (e, command, result) -> {
              command.getErr().println("mcpmux: " + Printable.lines(Failures.describe(e)));
              return ExitCode.FAILURE;
            });
  }

  @Override
  public void run() {
    CommandLine.usage(this, System.out);
  }

  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"mcpmux " + MuxVersion.get()};
    }
  }
}
