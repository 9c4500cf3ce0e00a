package dev.mcpmux.cli.setup;

import dev.mcpmux.cli.client.Start;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Counts the processes that clients have started for their entries. */
final class Running {

  private Running() {}

  static int count(List<Plan.Step> steps) {
    Set<String> commands = new HashSet<>();
    for (Plan.Step step : steps) {
      Start start = step.found().client().shape().read(step.found().members());
      if (start instanceof Start.Program program && program.words().size() > 1) {
        String line = String.join(" ", program.words());
        commands.add(line);
        // what npx becomes
        commands.add(line.replaceFirst("^\\S*npx (-y |--yes )?", "npm exec "));
      }
    }
    return (int)
        ProcessHandle.allProcesses()
            .map(process -> process.info())
            .filter(info -> info.commandLine().isPresent())
            .filter(info -> isOne(info, commands))
            .count();
  }

  private static boolean isOne(ProcessHandle.Info info, Set<String> commands) {
    String line = info.commandLine().orElse("");
    String program = line.substring(0, Math.max(0, line.indexOf(' ')));
    String name = line.substring(program.lastIndexOf('/') + 1);
    return commands.contains(line) || commands.contains(name);
  }
}
