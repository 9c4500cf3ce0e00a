package dev.mcpmux.cli.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The memory of this machine. */
public final class MachineMemory {

  private static final String AVAILABLE = "MemAvailable:";

  private MachineMemory() {}

  /** What programs can have without swapping, in KiB; a very large number where nobody knows. */
  public static long availableKib() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/meminfo"))) {
        if (line.startsWith(AVAILABLE)) {
          return Long.parseLong(line.replaceAll("\\D", ""));
        }
      }
    } catch (IOException e) {
      // not Linux
    }
    return Long.MAX_VALUE;
  }
}
