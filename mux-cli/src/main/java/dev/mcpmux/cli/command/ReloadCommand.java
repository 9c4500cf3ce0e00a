package dev.mcpmux.cli.command;

import dev.mcpmux.cli.home.CommonOptions;
import dev.mcpmux.cli.home.DaemonControl;
import dev.mcpmux.cli.home.Home;
import dev.mcpmux.cli.system.ExitCode;
import dev.mcpmux.core.text.Printable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Has the daemon read its config again. */
@Command(
    name = "reload",
    description = {
      "Have the daemon read its config again.",
      "Says what has changed. It does so by itself within seconds of a change. What is wrong in it is named, and costs"
          + " only what it is about; a file that is no JSON changes nothing."
    },
    footer = {"", "Exit code 3 means that no daemon runs, 1 that the config is wrong."})
public final class ReloadCommand implements Callable<Integer> {

  @Mixin private CommonOptions common;

  @Override
  public Integer call() throws Exception {
    Home home = common.home();
    try (DaemonControl reload = DaemonControl.call(home, "reload")) {
      if (reload == null) {
        return DaemonControl.complainOfNone(home);
      }
      Map<String, Object> result = reload.result();
      List<String> errors = strings(result, "errors");
      errors.forEach(error -> System.err.println("error: " + Printable.lines(error)));
      strings(result, "warnings")
          .forEach(warning -> System.err.println("warning: " + Printable.lines(warning)));
      System.out.print(Printable.lines(report(result)));
      return errors.isEmpty() ? ExitCode.OK : ExitCode.FAILURE;
    }
  }

  static String report(Map<String, Object> result) {
    StringBuilder text = new StringBuilder();
    line(text, "Added", result, "added");
    line(text, "Removed", result, "removed");
    line(text, "Changed", result, "changed");
    if ("true".equals(result.get("limits"))) {
      text.append("Changed: limits\n");
    }
    if ("true".equals(result.get("wellKnownServers"))) {
      text.append("Changed: wellKnownServers\n");
    }
    if ("true".equals(result.get("views"))) {
      text.append("Changed: view, profiles, or find\n");
    }
    if ("true".equals(result.get("http"))) {
      text.append("Changed: http\n");
    }
    if (text.isEmpty()) {
      text.append("Nothing has changed since the daemon read it last, as it does by itself.\n");
    }
    line(text, "Untouched", result, "untouched");
    return text.toString();
  }

  private static void line(
      StringBuilder text, String title, Map<String, Object> result, String name) {
    List<String> names = strings(result, name);
    if (!names.isEmpty()) {
      text.append(title).append(": ").append(String.join(", ", names)).append('\n');
    }
  }

  private static List<String> strings(Map<String, Object> result, String name) {
    return result.get(name) instanceof List<?> list
        ? list.stream().map(String::valueOf).toList()
        : List.of();
  }
}
