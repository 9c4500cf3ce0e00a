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
      if (isProgram(opener, environment.getOrDefault("PATH", ""))) {
        try {
          new ProcessBuilder(opener, url)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
          return true;
        } catch (IOException e) {
          // the next one
        }
      }
    }
    return false;
  }

  private static boolean isProgram(String name, String path) {
    for (String directory : path.split(":")) {
      if (!directory.isEmpty() && Files.isExecutable(Path.of(directory, name))) {
        return true;
      }
    }
    return false;
  }
}
