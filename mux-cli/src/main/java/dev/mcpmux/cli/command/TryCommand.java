package dev.mcpmux.cli.command;

import dev.mcpmux.cli.config.ConfigCopy;
import dev.mcpmux.cli.config.ConfigException;
import dev.mcpmux.cli.config.ConfigFiles;
import dev.mcpmux.cli.home.CommonOptions;
import dev.mcpmux.cli.home.DaemonControl;
import dev.mcpmux.cli.home.Home;
import dev.mcpmux.cli.probe.ProbePlace;
import dev.mcpmux.cli.probe.ProbeReport;
import dev.mcpmux.cli.probe.ProbeResult;
import dev.mcpmux.cli.system.ExitCode;
import dev.mcpmux.core.config.MuxConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Starts one server and says what it offers, or what failed. */
@Command(
    name = "try",
    description = {
      "Start a server, list its tools, and say what failed.",
      "A server of the config is tried in the daemon that runs; else there is one for this alone,"
          + " which is gone afterwards."
    },
    customSynopsis = {
      "mcpmux try [--json] [--timeout=TIME] [--home=DIR] NAME",
      "       mcpmux try [--json] [--timeout=TIME] [--home=DIR] -- COMMAND [ARG...]"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  mcpmux try slack",
      "  mcpmux try -- npx -y @modelcontextprotocol/server-memory",
      "",
      "Exit code 0 means that it works, 1 that it does not."
    })
public final class TryCommand implements Callable<Integer> {

  private static final long ALIVE_MILLIS = 5000;
  private static final String EMPTY = "{\"mcpServers\":{}}";

  @Mixin private CommonOptions common;

  @Mixin private NameOrCommand subject;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      converter = ServeCommand.ToDuration.class,
      defaultValue = "60s",
      description = "How long to wait, such as 90s or 5m. Default: 60s.")
  private Duration timeout;

  @Override
  public Integer call() throws Exception {
    Home home = common.home();
    boolean command = subject.isCommand();
    List<String> target = new ArrayList<>(subject.words());
    if (command) {
      target.add(0, "--");
    }
    String name = subject.words().get(0);
    try (ProbePlace place = place(home, command)) {
      ProbeResult result = place.probe().run(command ? "" : name, target, timeout);
      ProbeReport report = new ProbeReport(command ? program(name) : name, result);
      System.out.print(subject.json() ? report.json() + "\n" : report.text());
      return result.works() ? ExitCode.OK : ExitCode.FAILURE;
    }
  }

  private ProbePlace place(Home home, boolean command) throws ConfigException, IOException {
    if (command) {
      return ProbePlace.ofItsOwn(EMPTY, home);
    }
    String name = subject.words().get(0);
    try (DaemonControl daemon = DaemonControl.call(home, "alive", null, ALIVE_MILLIS)) {
      if (daemon != null) {
        return ProbePlace.of(home);
      }
    }
    ConfigFiles files = new ConfigFiles(home.config());
    MuxConfig config = files.loadWhatIsRight().config().config();
    if (!config.servers().containsKey(name)) {
      throw new IOException(
          "there is no server named \"" + name + "\" in " + home.config() + "; see: mcpmux ls");
    }
    return ProbePlace.ofItsOwn(ConfigCopy.of(files, name::equals), home);
  }

  private static String program(String word) {
    return word.substring(word.lastIndexOf('/') + 1);
  }
}
