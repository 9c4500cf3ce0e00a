package dev.mcpmux.cli.command;

import dev.mcpmux.cli.home.CommonOptions;
import dev.mcpmux.cli.setup.ChangeOptions;
import dev.mcpmux.cli.setup.Host;
import dev.mcpmux.cli.setup.Import;
import dev.mcpmux.cli.setup.Options;
import dev.mcpmux.cli.setup.Question;
import dev.mcpmux.cli.system.ExitCode;
import dev.mcpmux.cli.system.PrivateDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Takes servers of a file into the config. */
@Command(
    name = "import",
    description = {
      "Add the servers in a client's file to the config.",
      "The file may be in the format of any client, and stays as it is."
    })
public final class ImportCommand implements Callable<Integer> {

  @Mixin private CommonOptions common;

  @Mixin private ChangeOptions change;

  @Parameters(paramLabel = "FILE", description = "The file; - is stdin.")
  private String file;

  @Override
  public Integer call() throws IOException {
    boolean stdin = file.equals("-");
    Path path = Path.of(file).toAbsolutePath().normalize();
    byte[] text = stdin ? System.in.readAllBytes() : Files.readAllBytes(path);
    Host host = SetupHost.of(common);
    Import run =
        new Import(
            host,
            change.options(Options.Mode.MOVE, true),
            Question.atTerminal(System.out),
            System.out,
            System.err);
    if (!change.onlyShows()) {
      SetupHost.checkUser(host.machine().home(), PrivateDirectory.uid());
    }
    boolean done = run.run(path, text);
    if (run.hasWritten()) {
      SetupHost.reload(common);
    }
    return done ? ExitCode.OK : ExitCode.FAILURE;
  }
}
