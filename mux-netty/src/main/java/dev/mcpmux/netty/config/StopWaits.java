package dev.mcpmux.netty.config;

import java.time.Duration;

/**
 * How long each step of stopping a server may take before the next, harder one; {@code
 * 2025-11-25/basic/lifecycle#shutdown}.
 *
 * @param afterInputEnd from the end of its stdin to SIGTERM
 * @param afterMainExit from the exit of its main process to SIGTERM for what it left behind
 * @param afterTerm from SIGTERM to SIGKILL
 * @param afterKill from SIGKILL until mcpmux gives up on a process that the kernel does not end
 */
public record StopWaits(
    Duration afterInputEnd, Duration afterMainExit, Duration afterTerm, Duration afterKill) {

  public static StopWaits defaults() {
    return new StopWaits(
        Duration.ofSeconds(3),
        Duration.ofSeconds(1),
        Duration.ofSeconds(3),
        Duration.ofSeconds(10));
  }

  /** For what a dead daemon has left: its stdin was closed with that. */
  public StopWaits withoutInput() {
    return new StopWaits(Duration.ZERO, Duration.ZERO, afterTerm, afterKill);
  }

  public Duration total() {
    return afterInputEnd.plus(afterTerm).plus(afterKill);
  }
}
