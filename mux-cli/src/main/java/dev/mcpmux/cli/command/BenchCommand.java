package dev.mcpmux.cli.command;

import dev.mcpmux.cli.bench.Bench;
import dev.mcpmux.cli.bench.BenchCall;
import dev.mcpmux.cli.bench.BenchPlan;
import dev.mcpmux.cli.bench.BenchReport;
import dev.mcpmux.cli.bench.BenchTarget;
import dev.mcpmux.cli.config.ConfigCopy;
import dev.mcpmux.cli.config.ConfigException;
import dev.mcpmux.cli.config.ConfigFile;
import dev.mcpmux.cli.config.ConfigFiles;
import dev.mcpmux.cli.home.CommonOptions;
import dev.mcpmux.cli.home.Distribution;
import dev.mcpmux.cli.sample.SampleServer;
import dev.mcpmux.cli.system.ClientEnvironment;
import dev.mcpmux.cli.system.ExitCode;
import dev.mcpmux.cli.text.JsonTree;
import dev.mcpmux.core.ServerFacts;
import dev.mcpmux.core.config.ServerConfig;
import dev.mcpmux.core.port.Launch;
import dev.mcpmux.core.port.ProcessLaunch;
import dev.mcpmux.core.port.SessionHello;
import dev.mcpmux.core.port.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.core.exc.StreamReadException;

/** Measures what calls cost. */
@Command(
    name = "bench",
    description = {
      "Measure a server, direct and through mcpmux.",
      "What is measured: the time of a call, calls per second, large texts, how long a session takes"
          + " to open, and memory.",
      "Uses a daemon of its own and leaves nothing behind. Takes about half a minute."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  mcpmux bench                       the sample server",
      "  mcpmux bench slack                 a server of the config; calls tools/list",
      "  mcpmux bench everything --tool echo --arguments '{\"message\":\"$TEXT\"}'"
    })
public final class BenchCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private CommonOptions common;

  @Parameters(
      paramLabel = "NAME",
      arity = "0..1",
      description = "A server of the config. Default: the sample server.")
  private String name;

  @Option(
      names = "--tool",
      paramLabel = "TOOL",
      description =
          "Call this tool of the server, thousands of times. Default: ask for tools/list, which"
              + " does no harm.")
  private String tool;

  @Option(
      names = "--arguments",
      paramLabel = "JSON",
      description =
          "The tool's arguments, an object. $TEXT in a string becomes a text that differs in each"
              + " call, and is 64 KiB and 1 MiB long in some. Default: {}.")
  private String arguments;

  @Option(names = "--quick", description = "Take some seconds; the numbers say less.")
  private boolean quick;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    BenchTarget target = name == null ? sample() : configured();
    BenchReport report =
        Bench.run(
            target, quick ? BenchPlan.quick() : BenchPlan.usual(), json ? System.err : System.out);
    System.out.print(json ? report.json() + "\n" : report.table());
    return report.isRight() ? ExitCode.OK : ExitCode.FAILURE;
  }

  private BenchTarget sample() throws IOException {
    if (tool != null || arguments != null) {
      throw new ParameterException(spec.commandLine(), "--tool is for a server of the config");
    }
    Path launcher = Distribution.launcher();
    return new BenchTarget(
        "sample",
        List.of(launcher.toString(), "sample-server"),
        ClientEnvironment.get(),
        Path.of("").toAbsolutePath(),
        SampleServer.config(launcher),
        new BenchCall("echo", "{\"text\":\"" + BenchCall.TEXT + "\"}", true));
  }

  private BenchTarget configured() throws ConfigException, IOException {
    ConfigFiles files = new ConfigFiles(common.home().config());
    ConfigFile config = files.load();
    ServerConfig server = config.config().servers().get(name);
    if (server == null) {
      throw new IOException("there is no server named \"" + name + "\" in " + files.file());
    }
    if (config.config().disabled().contains(name)) {
      throw new IOException("server \"" + name + "\" is disabled in the config");
    }
    Map<String, String> environment = ClientEnvironment.get();
    String cwd = Path.of("").toAbsolutePath().toString();
    Launch launch;
    try {
      launch =
          ServerFacts.launch(server, new SessionHello(new Target.Named(name), cwd, environment));
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
    if (!(launch instanceof ProcessLaunch process)) {
      throw new IOException(
          "server \"" + name + "\" is a remote one; bench measures those that run on this machine");
    }
    return new BenchTarget(
        name,
        process.command(),
        process.environment(),
        Path.of(process.cwd()),
        ConfigCopy.of(files, name::equals),
        request());
  }

  private BenchCall request() {
    if (tool == null) {
      if (arguments != null) {
        throw new ParameterException(spec.commandLine(), "--arguments needs --tool");
      }
      return BenchCall.list();
    }
    if (arguments != null && !isObject(arguments)) {
      throw new ParameterException(spec.commandLine(), "--arguments must be a JSON object");
    }
    return new BenchCall(tool, arguments == null ? "{}" : arguments, false);
  }

  /** Whether it is the text of a JSON object, on one line. */
  static boolean isObject(String text) {
    try {
      JsonTree.parse(text);
      return text.strip().startsWith("{") && !text.contains("\n");
    } catch (StreamReadException e) {
      return false;
    }
  }
}
