package dev.mcpmux.cli.command;

import dev.mcpmux.cli.doctor.Doctor;
import dev.mcpmux.cli.doctor.Findings;
import dev.mcpmux.cli.home.CommonOptions;
import dev.mcpmux.cli.setup.Unshared;
import dev.mcpmux.cli.system.ClientEnvironment;
import dev.mcpmux.cli.system.ExitCode;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says whether mcpmux works here, and what to do where it does not. */
@Command(
    name = "doctor",
    description = {
      "Say whether mcpmux works here, and what to do if not.",
      "Starts each server of the config and has it list its tools: in the daemon that runs, else"
          + " in one that is gone afterwards."
    },
    footer = {"", "Exit code 0 means that it works, 1 that something is a problem."})
public final class DoctorCommand implements Callable<Integer> {

  @Mixin private CommonOptions common;

  @Option(names = "--no-start", description = "Start no server.")
  private boolean noStart;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      converter = ServeCommand.ToDuration.class,
      defaultValue = "30s",
      description = "How long each server may take, such as 10s or 2m. Default: 30s.")
  private Duration timeout;

  @Option(names = "--json", description = "Print one JSON object, for programs.")
  private boolean json;

  @Override
  public Integer call() {
    Doctor doctor =
        new Doctor(
            common.home(),
            ClientEnvironment.get(),
            () -> Unshared.clients(SetupHost.of(common)),
            json ? null : System.out);
    Findings findings = doctor.examine(!noStart, timeout);
    System.out.println(json ? findings.json() : "\n" + findings.verdict());
    return findings.works() ? ExitCode.OK : ExitCode.FAILURE;
  }
}
