package dev.mcpmux.cli.doctor;

import dev.mcpmux.cli.daemon.RuntimeModules;
import dev.mcpmux.cli.home.Distribution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Which Java runs mcpmux, and what is found by a relay to which its client gave nothing. */
final class JavaCheck {

  private static final String NAME = "java";
  private static final String BARE_PATH = "/usr/bin:/bin";
  private static final long PATIENCE_SECONDS = 20;

  private final Map<String, String> environment;
  private final Path root;
  private Process bare;

  /**
   * @param root the directory of {@code --home}, which an entry of a client would say; null without
   */
  JavaCheck(Map<String, String> environment, Path root) {
    this.environment = environment;
    this.root = root;
  }

  /** Starts what takes a while. */
  void begin() {
    try {
      List<String> words = new ArrayList<>(List.of(Distribution.launcher().toString(), "version"));
      if (root != null) {
        words.addAll(List.of("--home", root.toString()));
      }
      ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
      builder.environment().clear();
      builder.environment().put("PATH", BARE_PATH);
      builder
          .environment()
          .put("HOME", environment.getOrDefault("HOME", System.getProperty("user.home")));
      bare = builder.start();
      bare.getOutputStream().close();
    } catch (IOException e) {
      bare = null; // another check tells that there is no launcher
    }
  }

  List<Finding> look() throws IOException, InterruptedException {
    Path home = Path.of(System.getProperty("java.home"));
    String version = System.getProperty("java.version");
    try {
      RuntimeModules.check();
    } catch (IOException e) {
      return List.of(Finding.problem(NAME, e.getMessage(), "set JAVA_HOME to another Java"));
    }
    String found = "Java " + version + " " + origin(home);
    if (bare == null || foundWithoutAnything()) {
      return List.of(Finding.ok(NAME, found));
    }
    return List.of(
        Finding.note(
            NAME,
            found
                + "; but none is found with an empty environment, as some clients give it: while"
                + " no daemon runs, their sessions are not shared",
            "mcpmux setup writes down the Java of this shell"));
  }

  private boolean foundWithoutAnything() throws InterruptedException {
    if (!bare.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      bare.destroyForcibly();
      return true; // one was found, and is slow
    }
    return bare.exitValue() == 0;
  }

  /** Where it is from. */
  private String origin(Path home) {
    String own = System.getProperty("mcpmux.dist");
    if (own != null && isIn(home, Path.of(own))) {
      return "(its own)";
    } else if (environment.containsKey("JAVA_HOME")
        && isIn(home, Path.of(environment.get("JAVA_HOME")))) {
      return "(of JAVA_HOME, " + home + ")";
    }
    return "(" + home + ")";
  }

  private static boolean isIn(Path home, Path directory) {
    try {
      return Files.isDirectory(directory) && home.toRealPath().startsWith(directory.toRealPath());
    } catch (IOException e) {
      return false;
    }
  }
}
