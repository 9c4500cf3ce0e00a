package dev.mcpmux.cli.doctor;

import dev.mcpmux.cli.home.Distribution;
import dev.mcpmux.core.port.MuxVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Which mcpmux this is, and which one a shell finds. */
final class ProgramCheck {

  private static final String NAME = "program";

  private final Map<String, String> environment;

  ProgramCheck(Map<String, String> environment) {
    this.environment = environment;
  }

  List<Finding> look() throws IOException {
    Path launcher = Distribution.launcher();
    String relay = Distribution.hasNativeRelay() ? "" : ", relays are JVMs of 12 MB each";
    List<Finding> findings = new ArrayList<>();
    findings.add(Finding.ok(NAME, "mcpmux " + MuxVersion.get() + ", " + tree(launcher) + relay));
    List<Path> others = new ArrayList<>();
    boolean first = true;
    for (Path each : onPath()) {
      if (each.toRealPath().equals(launcher.toRealPath())) {
        first &= others.isEmpty();
      } else {
        others.add(each);
      }
    }
    if (!others.isEmpty()) {
      findings.add(
          Finding.note(
              NAME,
              "another mcpmux is on the PATH: " + others.get(0),
              first
                  ? "remove it, or leave it: a shell takes this one"
                  : "remove it: a shell may take it in place of this one"));
    }
    return findings;
  }

  private static Path tree(Path launcher) {
    return launcher.getParent().getParent();
  }

  private List<Path> onPath() {
    List<Path> found = new ArrayList<>();
    for (String directory : environment.getOrDefault("PATH", "").split(":")) {
      try {
        Path each = Path.of(directory, "mcpmux");
        if (directory.startsWith("/") && Files.isRegularFile(each) && Files.isExecutable(each)) {
          found.add(each);
        }
      } catch (InvalidPathException e) {
        // nothing is there
      }
    }
    return found;
  }
}
