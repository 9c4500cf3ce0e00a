package dev.mcpmux.netty;

import java.io.FileInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts processes, but only where there are descriptors for it. The JDK makes pipes for each start
 * and, where it gets none, closes descriptors by numbers that it never set ({@code
 * ProcessImpl_md.c} of JDK 17): any of ours may be one of them, and another file or session would
 * come in its place.
 */
final class ProcessStart {

  /** Three pipes for the child, one for its failure, one for its environment, and the files. */
  private static final int NEEDED = 14;

  private ProcessStart() {}

  /**
   * As {@link ProcessBuilder#start}; one after the other, so that none takes what another has
   * found.
   *
   * @throws IOException likewise, and when there are too few descriptors
   */
  static synchronized Process of(ProcessBuilder builder) throws IOException {
    List<FileInputStream> free = new ArrayList<>();
    try {
      while (free.size() < NEEDED) {
        free.add(new FileInputStream("/dev/null"));
      }
    } catch (IOException e) {
      throw new IOException(
          "free descriptors: " + free.size() + " (limit: at least " + NEEDED + ")", e);
    } finally {
      for (FileInputStream each : free) {
        each.close();
      }
    }
    return builder.start();
  }
}
