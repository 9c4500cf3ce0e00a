package dev.mcpmux.cli.command;

import dev.mcpmux.cli.attach.Terminal;
import dev.mcpmux.cli.home.CommonOptions;
import dev.mcpmux.cli.home.DaemonControl;
import dev.mcpmux.cli.home.Distribution;
import dev.mcpmux.cli.home.Home;
import dev.mcpmux.cli.measure.SizedStatus;
import dev.mcpmux.cli.system.ExitCode;
import dev.mcpmux.cli.text.Colours;
import dev.mcpmux.cli.text.JsonTree;
import dev.mcpmux.cli.text.Paragraph;
import dev.mcpmux.cli.text.ServerPage;
import dev.mcpmux.cli.text.StatusTable;
import dev.mcpmux.cli.text.Versions;
import dev.mcpmux.core.text.Printable;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows servers, their processes and the sessions of the running daemon. */
@Command(
    name = "status",
    aliases = "ps",
    description = "Show servers, their processes and sessions.",
    footer = {"", "Exit code 3 means that no daemon runs."})
public final class StatusCommand implements Callable<Integer> {

  @Option(names = "--json", description = "Print one JSON object, for programs.")
  private boolean json;

  @Option(
      names = "--why",
      description = "Say why sessions have processes of their own. Names variables, never values.")
  private boolean why;

  @Parameters(
      arity = "0..1",
      paramLabel = "NAME",
      description = "One server, in full: its tools, latencies and sessions.")
  private String name;

  @Mixin private CommonOptions common;

  @Override
  public Integer call() throws Exception {
    Home home = common.home();
    try (DaemonControl status = DaemonControl.call(home, "status")) {
      if (status == null) {
        return DaemonControl.complainOfNone(home);
      }
      if (name != null && !names(status.answer()).contains(name)) {
        System.err.print(
            Paragraph.of(
                "mcpmux: ",
                "  ",
                "there is no server named \""
                    + name
                    + "\"; there are: "
                    + String.join(", ", names(status.answer()))));
        return ExitCode.FAILURE;
      }
      String sized = SizedStatus.of(status.answer(), name);
      if (json) {
        System.out.println(Printable.json(sized));
        return ExitCode.OK;
      }
      String tree = Distribution.treeIfKnown().map(Path::toString).orElse(null);
      String differences = Versions.differences(status.answer(), tree);
      System.out.print(differences + (differences.isEmpty() ? "" : "\n"));
      show(sized);
      return ExitCode.OK;
    }
  }

  private void show(String sized) {
    boolean screen = Terminal.isStdout();
    int columns = screen ? Paragraph.COLUMNS : Integer.MAX_VALUE;
    Colours colours = Colours.of(screen, System.getenv());
    System.out.println(
        name == null
            ? StatusTable.of(sized, why, columns, colours)
            : ServerPage.of(sized, name, columns, colours));
  }

  private static List<String> names(String answer) {
    return JsonTree.objects(JsonTree.parse(answer), "servers").stream()
        .map(server -> String.valueOf(server.get("name")))
        .sorted()
        .toList();
  }
}
