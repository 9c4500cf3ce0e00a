package dev.mcpmux.cli.attach;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether a person sits at stdin. */
public final class Terminal {

  private Terminal() {}

  /** From Java 22 on there is a console without a terminal, too. */
  public static boolean isStdin() {
    return is(0);
  }

  /** Whether what is printed is read on a screen. */
  public static boolean isStdout() {
    return is(1);
  }

  /** Whether what is said beside that is read on a screen. */
  public static boolean isStderr() {
    return is(2);
  }

  private static boolean is(int descriptor) {
    try {
      String name = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
      return name.startsWith("/dev/pts/")
          || name.startsWith("/dev/tty")
          || name.equals("/dev/console");
    } catch (IOException e) {
      return System.console() != null; // no such system
    }
  }
}
