package dev.mcpmux.cli.browser;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Whatever opens a page at this machine. */
final class Browser {

  private static final List<String> OPENERS = List.of("xdg-open", "wslview", "open");

  private Browser() {}

  /** Whether somebody sits before a screen of this machine. */
  static boolean hasScreen(Map<String, String> environment, String system) {
    return !system.equals("Linux")
        || environment.containsKey("DISPLAY")
        || environment.containsKey("WAYLAND_DISPLAY")
        || environment.containsKey("WSL_DISTRO_NAME");
  }

  /** Whether it was handed to one. */
  static boolean open(String url, Map<String, String> environment) {
    if (!hasScreen(environment, System.getProperty("os.name"))) {
      return false;
    }
    for (String opener : OPENERS) {
      for (String directory : environment.getOrDefault("PATH", "").split(":")) {
        if (!directory.isEmpty() && starts(Path.of(directory, opener), url)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean starts(Path program, String url) {
    if (!Files.isExecutable(program)) {
      return false;
    }
    try {
      new ProcessBuilder(program.toString(), url)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start();
      return true;
    } catch (IOException e) {
      return false; // the next one
    }
  }
}
