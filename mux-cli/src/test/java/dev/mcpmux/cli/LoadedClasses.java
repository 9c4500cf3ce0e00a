package dev.mcpmux.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.util.List;

/** What a JVM has loaded of a library. */
final class LoadedClasses {

  private LoadedClasses() {}

  /** The classes of a running JVM whose names begin so. */
  static List<String> of(long pid, String prefix) throws Exception {
    Process jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/jcmd").toString(),
                Long.toString(pid),
                "VM.class_hierarchy")
            .redirectErrorStream(true)
            .start();
    String out = new String(jcmd.getInputStream().readAllBytes(), UTF_8);
    if (jcmd.waitFor() != 0 || !out.contains("java.lang.Object")) {
      throw new AssertionError(out);
    }
    return out.lines()
        .map(line -> line.replaceFirst("^[|\\s-]*", ""))
        .filter(name -> name.startsWith(prefix))
        .toList();
  }
}
