package dev.mcpmux.cli.command;

import dev.mcpmux.cli.home.CommonOptions;
import dev.mcpmux.cli.home.DaemonControl;
import dev.mcpmux.cli.home.Home;
import dev.mcpmux.cli.system.ExitCode;
import dev.mcpmux.cli.text.Counted;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Replaces the processes of a server, or the daemon. */
@Command(
    name = "restart",
    description = {
      "Replace the processes of a server, or the daemon, while it is in use.",
      "Each new process is started beside the old one and takes over when it is ready; the old one"
          + " finishes what it has and is stopped, at the latest after the server's drainTimeout."
          + " If a new one fails, the old one stays.",
      "",
      "With --daemon, the daemon answers what is in flight, at most for limits.drainTimeoutMillis,"
          + " and ends with its servers; one of this version starts in its place. Sessions go on at"
          + " it, without their clients."
    },
    footer = {"", "Exit code 3 means that no daemon runs, 1 that a new process failed."})
public final class RestartCommand implements Callable<Integer> {

  /** How long starts may take is said by their servers' startTimeout, which the daemon goes by. */
  private static final long FOR_EVER = Long.MAX_VALUE;

  @Mixin private CommonOptions common;

  @Option(names = "--daemon", description = "Replace the daemon, not a server.")
  private boolean daemon;

  @Spec private CommandSpec spec;

  @Parameters(arity = "0..1", paramLabel = "NAME", description = "The server, as status shows it.")
  private String name;

  @Override
  public Integer call() throws Exception {
    if (daemon == (name != null)) {
      throw new ParameterException(
          spec.commandLine(), daemon ? "--daemon takes no NAME" : "Which server? Or --daemon");
    }
    Home home = common.home();
    return daemon ? Restarting.daemon(home) : server(home);
  }

  private int server(Home home) throws IOException {
    try (DaemonControl restart = DaemonControl.call(home, "restart", name, FOR_EVER)) {
      if (restart == null) {
        return DaemonControl.complainOfNone(home);
      }
      int replaced = Integer.parseInt(String.valueOf(restart.result().get("replaced")));
      System.out.println(
          replaced == 0
              ? name + " has no process; it starts when it is needed."
              : name + ": " + Counted.of(replaced, "process") + " replaced.");
      return ExitCode.OK;
    } catch (DaemonControl.RefusedException e) {
      throw switch (e.reason()) {
        case "not-replaced" ->
            new IOException(e.getMessage() + "\nthe process before it stays in use");
        case "not-started" ->
            new IOException(
                e.getMessage() + "\nthe process before it had ended; the next request tries again");
        default -> e;
      };
    }
  }
}
