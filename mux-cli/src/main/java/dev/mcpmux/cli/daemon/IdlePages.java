package dev.mcpmux.cli.daemon;

import dev.mcpmux.cli.home.Distribution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Has the daemon give back memory while nobody calls: a third of what it holds is code of the JVM
 * and classes that only its start has needed. Java cannot say that to the system, so a library does
 * ({@code src/main/idle}), with a thread of its own; where there is none, the daemon is larger.
 */
final class IdlePages {

  private IdlePages() {}

  static void begin() {
    try {
      Path library = Distribution.tree().resolve("lib/libmcpmux_idle.so");
      if (Files.isReadable(library)) {
        System.load(library.toString());
      }
    } catch (IOException | UnsatisfiedLinkError e) {
      // not from a tree, or built for another system
    }
  }
}
