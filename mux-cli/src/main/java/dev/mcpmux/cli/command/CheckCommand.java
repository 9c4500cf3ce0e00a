package dev.mcpmux.cli.command;

import dev.mcpmux.cli.check.Check;
import dev.mcpmux.cli.check.CheckReport;
import dev.mcpmux.cli.check.CheckTarget;
import dev.mcpmux.cli.check.ConfigPlace;
import dev.mcpmux.cli.config.ConfigException;
import dev.mcpmux.cli.config.ConfigFiles;
import dev.mcpmux.cli.home.CommonOptions;
import dev.mcpmux.cli.system.ClientEnvironment;
import dev.mcpmux.cli.system.ExitCode;
import dev.mcpmux.cli.system.ProcessBytes;
import dev.mcpmux.core.ServerFacts;
import dev.mcpmux.core.config.ConfigWord;
import dev.mcpmux.core.config.LaunchTemplate;
import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.config.Scope;
import dev.mcpmux.core.config.ServerConfig;
import dev.mcpmux.core.config.SharingPolicy;
import dev.mcpmux.core.port.Launch;
import dev.mcpmux.core.port.ProcessLaunch;
import dev.mcpmux.core.port.SessionHello;
import dev.mcpmux.core.port.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Finds out whether a server may be shared. */
@Command(
    name = "check",
    description = {
      "Test whether sessions may share a server, and say which \"share\" to set and why.",
      "Starts up to three processes of it, beside the daemon, and asks them as several sessions"
          + " would. Of its tools only those are called that it marks as read-only, and those that"
          + " --call names. Takes some seconds."
    },
    customSynopsis = {
      "mcpmux check [--call=TOOL[=JSON]]... [--no-calls] [--json] NAME",
      "       mcpmux check [OPTIONS] -- COMMAND [ARG...]"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  mcpmux check slack",
      "  mcpmux check -- npx -y @modelcontextprotocol/server-memory",
      "  mcpmux check --call 'echo={\"message\":\"hello\"}' everything",
      "",
      "Exit code 0: what holds now is no more than what is recommended. 1: it is",
      "more, or the server did not start."
    })
public final class CheckCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private CommonOptions common;

  @Mixin private NameOrCommand given;

  @Option(
      names = "--call",
      paramLabel = "TOOL[=JSON]",
      description =
          "Call this tool too, several times, with these arguments. Default: the fewest that its"
              + " schema takes.")
  private List<String> calls = List.of();

  @Option(names = "--no-calls", description = "Call no tool but those of --call.")
  private boolean noCalls;

  @Option(
      names = "--start",
      paramLabel = "TIME",
      converter = ServeCommand.ToDuration.class,
      defaultValue = "60s",
      description = "How long it may take to start. Default: 60s.")
  private Duration start;

  /**
   * What is checked, and what holds for it now.
   *
   * @param now the scope and why, for people
   * @param scope the same for programs
   */
  private record Subject(CheckTarget target, String now, Scope scope, ConfigPlace place) {}

  @Override
  public Integer call() throws Exception {
    Subject subject = given.isCommand() ? command() : configured();
    CheckReport report = Check.run(subject.target());
    if (!report.isDone()) {
      if (given.json()) {
        System.out.println(report.json("", ""));
      }
      System.err.println("mcpmux: " + subject.target().name() + ": " + report.failure());
      return ExitCode.FAILURE;
    }
    Scope now = subject.scope();
    boolean tooWide = report.share().compareTo(now) > 0;
    String line = subject.place().line(report);
    if (given.json()) {
      System.out.println(report.json(subject.now(), line));
      return tooWide ? ExitCode.FAILURE : ExitCode.OK;
    }
    System.out.print(report.text());
    System.out.println("Now it is " + subject.now() + (tooWide ? ", which is too much." : "."));
    if (report.share() != now) {
      System.out.println(
          (tooWide ? "Write" : "That shares less than could be; to share more, write")
              + " in "
              + subject.place().where()
              + ":\n"
              + line);
    }
    return tooWide ? ExitCode.FAILURE : ExitCode.OK;
  }

  private Subject configured() throws ConfigException, IOException {
    String name = given.words().get(0);
    ConfigFiles files = new ConfigFiles(common.home().config());
    MuxConfig config = files.load().config();
    ServerConfig server = config.servers().get(name);
    if (server == null) {
      throw new IOException("there is no server named \"" + name + "\" in " + files.file());
    }
    Map<String, String> environment = ClientEnvironment.get();
    Launch launch;
    try {
      launch =
          ServerFacts.launch(
              server, new SessionHello(new Target.Named(name), ProcessBytes.cwd(), environment));
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
    if (!(launch instanceof ProcessLaunch process)) {
      throw new IOException(
          "server \"" + name + "\" is a remote one; check tests those that run on this machine");
    }
    String now = ServerFacts.explainScope(server, config);
    return new Subject(
        target(name, process.command(), process.environment(), Path.of(process.cwd())),
        now,
        scope(now),
        ConfigPlace.ofEntry(name, files.file()));
  }

  private Subject command() throws ConfigException, IOException {
    ConfigFiles files = new ConfigFiles(common.home().config());
    MuxConfig config = files.load().config();
    ServerConfig asEntry =
        new ServerConfig(
            given.words().get(0),
            new LaunchTemplate.Program(given.words()),
            SharingPolicy.defaults());
    ConfigPlace place =
        ServerFacts.knownAs(asEntry, config)
            .map(known -> ConfigPlace.ofKnown(known, files.file()))
            .orElseGet(() -> ConfigPlace.ofCommand(given.words(), files.file()));
    String now = ServerFacts.explainScope(asEntry, config);
    if (now.equals("global, by default")) {
      now = "project, by default for a command";
    }
    return new Subject(
        target(place.name(), given.words(), ClientEnvironment.get(), Path.of(ProcessBytes.cwd())),
        now,
        scope(now),
        place);
  }

  private static Scope scope(String explained) {
    return ConfigWord.of(Scope.values(), explained.split(",")[0]).orElse(Scope.GLOBAL);
  }

  private CheckTarget target(
      String name, List<String> command, Map<String, String> environment, Path cwd) {
    Map<String, String> named = new LinkedHashMap<>();
    for (String call : calls) {
      int equals = call.indexOf('=');
      String arguments = equals < 0 ? "" : call.substring(equals + 1);
      if (!arguments.isEmpty() && !BenchCommand.isObject(arguments)) {
        throw new ParameterException(
            spec.commandLine(), "--call: the arguments must be a JSON object");
      }
      named.put(equals < 0 ? call : call.substring(0, equals), arguments);
    }
    if (start.isZero()) {
      throw new ParameterException(spec.commandLine(), "--start: a bound is needed, such as 90s");
    }
    return new CheckTarget(name, command, environment, cwd, start, named, !noCalls);
  }
}
