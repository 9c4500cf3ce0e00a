package dev.mcpmux.cli.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Waits for the end of a process that is not a child of this one. */
public final class ProcessEnd {

  /** {@link ProcessHandle#onExit} looks only every half second. */
  private static final long POLL_MILLIS = 10;

  private ProcessEnd() {}

  /** Whether the process has ended in time. */
  public static boolean await(long pid, Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (runs(pid)) {
      if (System.nanoTime() - deadline > 0) {
        return false;
      }
      Thread.sleep(POLL_MILLIS);
    }
    return true;
  }

  /**
   * Whether the process runs. One that has ended may stay in the process table for as long as it
   * likes where nobody collects orphans, as in many containers.
   */
  public static boolean runs(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false) && !isZombie(pid);
  }

  private static boolean isZombie(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      return stat.startsWith(") Z", stat.lastIndexOf(')'));
    } catch (IOException e) {
      return false; // it has gone just now, or there is no /proc
    }
  }
}
