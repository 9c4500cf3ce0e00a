package dev.mcpmux.core.meter;

import java.util.Map;

/**
 * What a {@link Meter} had counted at one moment. Nobody changes it any more, so any thread may
 * read it.
 *
 * @param servers by name
 * @param gone the calls of servers that had to make room for others
 */
public record Numbers(Map<String, Server> servers, Tally gone) {

  /**
   * @param inFlight the calls that its processes have
   */
  public record Server(ServerTally tally, long inFlight) {

    /** The calls that no process has yet. */
    public long waiting() {
      return Math.max(0, tally.total().open() - inFlight);
    }
  }
}
