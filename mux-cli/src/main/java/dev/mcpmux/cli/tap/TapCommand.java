package dev.mcpmux.cli.tap;

import dev.mcpmux.cli.attach.Terminal;
import dev.mcpmux.cli.home.CommonOptions;
import dev.mcpmux.cli.home.DaemonControl;
import dev.mcpmux.cli.home.Home;
import dev.mcpmux.cli.system.ExitCode;
import dev.mcpmux.cli.text.Colours;
import dev.mcpmux.cli.text.Paragraph;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows the messages between clients and servers as they pass. */
@Command(
    name = "tap",
    description = "Show the messages between clients and servers as they pass.",
    footer = {
      "",
      "c>s is from the client to the server, s>c back; m is mcpmux itself. IDS are",
      "that of the client and that of the server. Secrets are hidden.",
      "",
      "Examples:",
      "  mcpmux tap --server slack --errors",
      "  mcpmux tap --tool search --slower-than 200ms --full",
      "  mcpmux tap --record fault.jsonl",
      "  mcpmux tap --replay fault.jsonl slack",
      "",
      "Exit code 3 means that no daemon runs, 1 that a replay was answered otherwise."
    })
public final class TapCommand implements Callable<Integer> {

  /** What is shown of a message; what is longer is cut. */
  private static final int SHOWN_BYTES = 64 * 1024;

  /** Likewise, recorded. */
  private static final int RECORDED_BYTES = 4 * 1024 * 1024;

  @Spec private CommandSpec spec;

  @Mixin private CommonOptions common;

  @Mixin private TapFilters filters;

  @Option(names = "--full", description = "Also what stands in the messages, up to 64 KiB each.")
  private boolean full;

  @Option(names = "--json", description = "Print a line of JSON for each message, for programs.")
  private boolean json;

  @Option(
      names = "--last",
      paramLabel = "COUNT",
      description =
          "So many of the last messages of each server, as far as tap.history in the config keeps"
              + " them, and no more.")
  private Integer last;

  @Option(
      names = {"-f", "--follow"},
      description = "With --last: go on with what passes from now on.")
  private boolean follow;

  @Option(
      names = "--record",
      paramLabel = "FILE",
      description = "Also write all of the messages to a new file, for --replay.")
  private Path record;

  @Option(
      names = "--show-secrets",
      description = "Hide nothing. Whoever sees the output or the file has the secrets.")
  private boolean secrets;

  @Option(
      names = "--no-check",
      description = "Do not check the messages against the schema of MCP.")
  private boolean unchecked;

  @Option(
      names = "--replay",
      paramLabel = "FILE",
      description = "Send what a client has sent to server NAME again, and compare the answers.")
  private Path replay;

  @Parameters(arity = "0..1", paramLabel = "NAME", description = "With --replay: the server.")
  private String name;

  @Override
  public Integer call() throws Exception {
    if ((replay == null) != (name == null)) {
      throw new ParameterException(
          spec.commandLine(), "--replay FILE and the NAME of a server go together");
    }
    return replay == null
        ? show()
        : ReplayRun.run(replay, filters.session(), name, common.directory(), System.out);
  }

  private int show() throws IOException {
    if (last != null && last < 0) {
      throw new ParameterException(spec.commandLine(), "--last: expected a number from 0");
    }
    Map<String, String> options = filters.options();
    int bytes = full || !unchecked ? SHOWN_BYTES : 0;
    options.put("bodyBytes", Integer.toString(record == null ? bytes : RECORDED_BYTES));
    if (last != null) {
      options.put("last", last.toString());
    }
    if (last != null && !follow) {
      options.put("ends", "true");
    }
    if (secrets) {
      options.put("unmasked", "true");
      System.err.println("mcpmux: secrets are not hidden");
    }
    Home home = common.home();
    try (DaemonControl daemon = DaemonControl.follow(home, "tap", options)) {
      if (daemon == null) {
        return DaemonControl.complainOfNone(home);
      }
      return show(daemon);
    }
  }

  private int show(DaemonControl daemon) throws IOException {
    boolean screen = Terminal.isStdout();
    WireText text = new WireText(Colours.of(screen, System.getenv()), ZoneId.systemDefault(), full);
    TapView.Form form = json ? TapView.Form.JSON : TapView.Form.ONE_LINE;
    if (screen && !json) {
      form = TapView.Form.PRETTY;
    }
    boolean live = last == null || follow;
    Page page =
        form == TapView.Form.PRETTY && live
            ? Page.readable(System.out, System::nanoTime)
            : Page.whole(System.out);
    TapView view =
        new TapView(form, text, unchecked ? null : new MessageCheck(System::nanoTime), page);
    try (Recording recording = record == null ? null : Recording.begin(record, !secrets)) {
      long shown = view.show(daemon.lines(), recording);
      if (System.out.checkError()) {
        return ExitCode.OK; // nobody reads any more
      }
      return atEnd(shown);
    }
  }

  private int atEnd(long shown) {
    if (last == null || follow) {
      System.err.println("mcpmux: the daemon has ended");
      return ExitCode.DAEMON_GONE;
    }
    if (shown == 0) {
      System.err.print(
          Paragraph.of(
              "mcpmux: ",
              "  ",
              "no such message is kept; \"tap\": {\"history\": 100} in the config keeps the last"
                  + " 100 of each server"));
    }
    return ExitCode.OK;
  }
}
