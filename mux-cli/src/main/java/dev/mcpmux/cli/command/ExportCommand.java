package dev.mcpmux.cli.command;

import dev.mcpmux.cli.client.Client;
import dev.mcpmux.cli.client.Clients;
import dev.mcpmux.cli.setup.Export;
import dev.mcpmux.cli.system.ExitCode;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints entries for a client's file. */
@Command(
    name = "export",
    description = "Print entries to paste into a client's file.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  mcpmux export goose            all servers of the config",
      "  mcpmux export cursor slack     one of them"
    })
public final class ExportCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private CommonOptions common;

  @Parameters(index = "0", paramLabel = "CLIENT", description = "Whose format it is to have.")
  private String client;

  @Parameters(
      index = "1..*",
      paramLabel = "NAME",
      description = "Servers of the config. Default: all.")
  private List<String> names = List.of();

  @Option(names = "--aggregate", description = "One entry for all of them.")
  private boolean aggregate;

  @Override
  public Integer call() throws IOException {
    Optional<Client> known = Clients.named(client);
    if (known.isEmpty()) {
      String all = String.join(", ", Clients.all().stream().map(Client::id).toList());
      throw new ParameterException(
          spec.commandLine(), "there is no client \"" + client + "\"; known are " + all);
    }
    System.out.print(new Export(SetupHost.of(common)).text(known.get(), names, aggregate));
    return ExitCode.OK;
  }
}
