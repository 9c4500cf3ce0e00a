package dev.mcpmux.cli.command;

import dev.mcpmux.cli.home.CommonOptions;
import dev.mcpmux.cli.home.DaemonControl;
import dev.mcpmux.cli.home.Distribution;
import dev.mcpmux.cli.home.Home;
import dev.mcpmux.cli.install.Prefix;
import dev.mcpmux.cli.system.ExitCode;
import dev.mcpmux.cli.text.Paragraph;
import dev.mcpmux.cli.text.RawJson;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Replaces the daemon by the installed version. */
@Command(
    name = "upgrade",
    description = {
      "Replace the daemon by the installed version.",
      "It answers what is in flight and ends; the one of the installed version starts in its place,"
          + " and sessions go on at it. A new version comes with mcpmux install or your package"
          + " manager, not with this command."
    },
    footer = {"", "Exit code 3 means that no daemon runs."})
public final class UpgradeCommand implements Callable<Integer> {

  @Mixin private CommonOptions common;

  @Override
  public Integer call() throws Exception {
    Home home = common.home();
    String status;
    try (DaemonControl call = DaemonControl.call(home, "status")) {
      if (call == null) {
        return DaemonControl.complainOfNone(home);
      }
      status = call.answer();
    }
    Path own = Distribution.tree();
    Path wanted = installed(own);
    if (wanted.toString().equals(RawJson.string(status, "daemon", "distribution"))) {
      System.out.print(
          Paragraph.of(
              "",
              "",
              "The daemon is "
                  + RawJson.string(status, "daemon", "version")
                  + ", the version that is installed in "
                  + wanted
                  + "."));
      return ExitCode.OK;
    }
    return wanted.equals(own) ? Restarting.daemon(home) : by(wanted, home);
  }

  /** What starts by the name of the command, in the installation of this program. */
  private static Path installed(Path own) {
    return Prefix.around(own).flatMap(Prefix::currentTree).orElse(own);
  }

  /** The other version knows best how it starts. */
  private static int by(Path tree, Home home) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(tree.resolve("bin/mcpmux").toString(), "restart", "--daemon"));
    if (home.root() != null) {
      command.addAll(List.of("--home", home.root().toString()));
    }
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }
}
