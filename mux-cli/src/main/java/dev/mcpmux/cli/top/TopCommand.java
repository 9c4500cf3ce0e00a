package dev.mcpmux.cli.top;

import dev.mcpmux.cli.attach.Terminal;
import dev.mcpmux.cli.home.CommonOptions;
import dev.mcpmux.cli.system.ExitCode;
import dev.mcpmux.cli.text.Colours;
import dev.mcpmux.cli.text.Durations;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows servers, sessions and calls as they change. */
@Command(
    name = "top",
    description = {
      "Watch servers, sessions and calls in flight, in this terminal.",
      "Keys sort, filter, look into a server or a session, and restart or disable a server after a"
          + " question; ? shows them all, q quits."
    },
    footer = {"", "Exit code 3 means that no daemon runs, 2 that this is no terminal."})
public final class TopCommand implements Callable<Integer> {

  private static final Duration SHORTEST = Duration.ofMillis(200);

  @Spec private CommandSpec spec;

  @Mixin private CommonOptions common;

  @Option(
      names = "--every",
      paramLabel = "TIME",
      defaultValue = "1s",
      description = "How often to ask the daemon, 200ms at least. Default: 1s.")
  private String every;

  @Override
  public Integer call() throws Exception {
    Duration pause = pause();
    boolean dumb = System.getenv().getOrDefault("TERM", "dumb").equals("dumb");
    if (dumb || !Terminal.isStdin() || !Terminal.isStdout()) {
      System.err.println(
          "mcpmux: top needs a terminal"
              + (dumb ? " that can move its cursor; TERM is \"dumb\" or not set" : "")
              + "\nmcpmux status shows the same once; with --json for programs");
      return ExitCode.USAGE;
    }
    return new Top(common.home(), pause, Colours.of(true, System.getenv()).on()).run();
  }

  private Duration pause() {
    try {
      Duration pause = Durations.parse(every);
      if (pause.compareTo(SHORTEST) >= 0) {
        return pause;
      }
    } catch (IllegalArgumentException e) {
      // said below
    }
    throw new ParameterException(
        spec.commandLine(), "--every: expected a duration such as 500ms or 2s, 200ms at least");
  }
}
