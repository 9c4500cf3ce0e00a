package dev.mcpmux.cli.command;

import dev.mcpmux.cli.attach.Terminal;
import dev.mcpmux.cli.home.DaemonControl;
import dev.mcpmux.cli.home.Distribution;
import dev.mcpmux.cli.home.Home;
import dev.mcpmux.cli.system.ExitCode;
import dev.mcpmux.cli.text.Paragraph;
import dev.mcpmux.cli.text.StatusTable;
import dev.mcpmux.cli.text.Versions;
import dev.mcpmux.core.text.Printable;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

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
      description =
          "Say why each process is not shared with its neighbours. Names variables, never values.")
  private boolean why;

  @Mixin private CommonOptions common;

  @Override
  public Integer call() throws Exception {
    Home home = common.home();
    try (DaemonControl status = DaemonControl.call(home, "status")) {
      if (status == null) {
        return DaemonControl.complainOfNone(home);
      }
      if (!json) {
        String tree = Distribution.treeIfKnown().map(Path::toString).orElse(null);
        String differences = Versions.differences(status.answer(), tree);
        System.out.print(differences + (differences.isEmpty() ? "" : "\n"));
      }
      System.out.println(
          json
              ? withoutProtocol(status.answer())
              : StatusTable.of(
                  status.answer(),
                  why,
                  Terminal.isStdout() ? Paragraph.COLUMNS : Integer.MAX_VALUE));
      return ExitCode.OK;
    }
  }

  /** The answer less the member that belongs to the protocol of the socket. */
  static String withoutProtocol(String answer) {
    JsonFactory factory = new JsonFactory();
    StringWriter out = new StringWriter();
    try (JsonParser in = factory.createParser(ObjectReadContext.empty(), answer);
        JsonGenerator copy = factory.createGenerator(ObjectWriteContext.empty(), out)) {
      in.nextToken();
      copy.writeStartObject();
      while (in.nextToken() == JsonToken.PROPERTY_NAME) {
        boolean protocol = in.currentName().equals("mcpmux");
        if (!protocol) {
          copy.writeName(in.currentName());
        }
        in.nextToken();
        if (protocol) {
          in.skipChildren();
        } else {
          copy.copyCurrentStructure(in);
        }
      }
      copy.writeEndObject();
    }
    return Printable.json(out.toString());
  }
}
