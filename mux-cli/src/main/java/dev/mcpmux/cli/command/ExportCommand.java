package dev.mcpmux.cli.command;

import dev.mcpmux.cli.client.Client;
import dev.mcpmux.cli.client.Clients;
import dev.mcpmux.cli.config.ConfigException;
import dev.mcpmux.cli.config.ConfigFiles;
import dev.mcpmux.cli.home.CommonOptions;
import dev.mcpmux.cli.setup.Export;
import dev.mcpmux.cli.system.ExitCode;
import java.io.IOException;
import java.nio.file.Path;
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
      "  mcpmux export cursor slack     one of them",
      "  mcpmux export cursor --profile web"
    })
public final class ExportCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private CommonOptions common;

  @Parameters(index = "0", paramLabel = "CLIENT", description = "The client to print for.")
  private String client;

  @Parameters(
      index = "1..*",
      paramLabel = "NAME",
      description = "Servers of the config. Default: all.")
  private List<String> names = List.of();

  @Option(names = "--aggregate", description = "One entry for all of them.")
  private boolean aggregate;

  @Option(
      names = "--profile",
      paramLabel = "PROFILE",
      description = "One entry for the servers and tools of a profile of the config.")
  private String profile;

  @Override
  public Integer call() throws IOException, ConfigException {
    Optional<Client> known = Clients.named(client);
    if (known.isEmpty()) {
      String all = String.join(", ", Clients.all().stream().map(Client::id).toList());
      throw new ParameterException(
          spec.commandLine(), "there is no client \"" + client + "\"; known are " + all);
    }
    Export export = new Export(SetupHost.of(common));
    if (profile == null) {
      System.out.print(export.text(known.get(), names, aggregate));
      return ExitCode.OK;
    }
    if (aggregate || !names.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "--profile says which servers: name none, and no --aggregate");
    }
    requireProfile();
    System.out.print(export.ofProfile(known.get(), profile));
    return ExitCode.OK;
  }

  private void requireProfile() throws IOException, ConfigException {
    Path file = common.home().config();
    ConfigFiles.Partial config = new ConfigFiles(file).loadWhatIsRight();
    if (!config.config().config().aggregate().profiles().containsKey(profile)) {
      throw new IOException("there is no profile named \"" + profile + "\" in " + file);
    }
  }
}
