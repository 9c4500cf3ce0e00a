package dev.mcpmux.cli.usage;

import java.util.Collection;

/**
 * What sharing saved: as much as there would have been had each session started a process of each
 * of its servers and kept it until its own end, less what there was. Memory is what a process took
 * when it was measured last, times the hours.
 *
 * @param sessions how many sessions came, once for each server that they use
 * @param starts how many processes were started
 * @param sessionHours for how long these sessions were there
 * @param processHours for how long processes were there
 * @param savedGbHours memory times hours; of servers that were measured
 * @param measured how many servers were measured, of {@code servers}
 */
record Sharing(
    long sessions,
    long starts,
    double sessionHours,
    double processHours,
    double savedGbHours,
    int measured,
    int servers) {

  private static final double HOUR = 3_600_000;
  private static final double KIB_PER_GB = 1024 * 1024;

  static Sharing of(Collection<History.Life> lives) {
    long sessions = 0;
    long starts = 0;
    double sessionHours = 0;
    double processHours = 0;
    double saved = 0;
    int measured = 0;
    for (History.Life life : lives) {
      sessions += life.sessions();
      starts += life.starts();
      sessionHours += life.sessionMillis() / HOUR;
      processHours += life.processMillis() / HOUR;
      saved += (life.sessionMillis() - life.processMillis()) / HOUR * life.kib() / KIB_PER_GB;
      measured += life.kib() > 0 ? 1 : 0;
    }
    return new Sharing(sessions, starts, sessionHours, processHours, saved, measured, lives.size());
  }
}
