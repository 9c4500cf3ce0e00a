package dev.mcpmux.cli.attach;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether a person sits at stdin. */
public final class Terminal {

  private Terminal() {}

  /** From Java 22 on there is a console without a terminal, too. */
  public static boolean isStdin() {
    try {
      String stdin = Files.readSymbolicLink(Path.of("/proc/self/fd/0")).toString();
      return stdin.startsWith("/dev/pts/")
          || stdin.startsWith("/dev/tty")
          || stdin.equals("/dev/console");
    } catch (IOException e) {
      return System.console() != null; // no such system
    }
  }
}
