package dev.mcpmux.netty.pipe;

import dev.mcpmux.netty.io.Descriptors;
import java.io.FileInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Starts processes, but only where there are descriptors for it. The JDK makes pipes for each start
 * and, where it gets none, closes descriptors by numbers that it never set ({@code
 * ProcessImpl_md.c} of JDK 17): any of ours may be one of them, and another file or session would
 * come in its place.
 */
public final class ProcessStart {

  /** Three pipes for the child, one for its failure, one for its environment, and the files. */
  public static final int NEEDED = 14;

  private static final AtomicInteger UNDER_WAY = new AtomicInteger();

  private ProcessStart() {}

  /**
   * As {@link ProcessBuilder#start}, which blocks until the program is found and loaded: on a disk
   * that does not answer for ever, so that no other start may wait for it.
   *
   * @throws IOException likewise, and when there are too few descriptors
   */
  public static Process of(ProcessBuilder builder) throws IOException {
    begin();
    try {
      return builder.start();
    } finally {
      UNDER_WAY.decrementAndGet();
    }
  }

  /** One after the other, and those that are under way keep what they were promised. */
  private static synchronized void begin() throws IOException {
    int others = UNDER_WAY.get();
    int needed = NEEDED * (others + 1);
    if (others > 0 && Descriptors.free() < needed) { // they would miss what is opened below
      throw tooFew(Descriptors.free(), needed, null);
    }
    List<FileInputStream> free = new ArrayList<>();
    try {
      while (free.size() < needed) {
        free.add(new FileInputStream("/dev/null"));
      }
    } catch (IOException e) {
      throw tooFew(free.size(), needed, e);
    } finally {
      for (FileInputStream each : free) {
        each.close();
      }
    }
    UNDER_WAY.incrementAndGet();
  }

  private static IOException tooFew(int free, int needed, IOException cause) {
    return new IOException(
        "open files: "
            + free
            + " more are possible (limit: at least "
            + needed
            + ", see ulimit -n)",
        cause);
  }
}
