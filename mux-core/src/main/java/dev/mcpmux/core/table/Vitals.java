package dev.mcpmux.core.table;

import dev.mcpmux.core.time.Timers;
import dev.mcpmux.core.time.Timers.Timer;
import java.util.concurrent.TimeUnit;

/** The signs of life of one process, and since when there are none; see {@code HangWatch}. */
public final class Vitals {
  /** What a process that does nothing may use: a runtime's own threads wake now and then. */
  private static final long NOISE_MILLIS = 20;

  private static final int NOISE_PER_MILLE = 2;

  /** The next look; pending while it is watched. */
  private Timer look;

  /** Whether anything came from it since this was last asked. */
  private boolean heard;

  private long silentSince;

  /** Whether it was asked for a sign in this silence. */
  private boolean asked;

  /** Whether that has neither an answer nor timed out. */
  private boolean awaited;

  private boolean sampled;
  private long sampledAt;
  private long cpuMillis;
  private long outputBytes;

  /** It has sent something, whatever that is. On the way of each frame. */
  public void hear() {
    heard = true;
  }

  public boolean isHeard() {
    return heard;
  }

  public boolean isWatched() {
    return look != null && look.isPending();
  }

  public void looksAt(Timer next) {
    look = next;
  }

  /** There was a sign of life just now, or nothing was expected of it before. */
  public void restart(long now) {
    heard = false;
    asked = false;
    sampled = false;
    silentSince = now;
  }

  /** How long it has shown no sign of life, in nanoseconds. */
  public long silence(long now) {
    return now - silentSince;
  }

  /** It is asked for a sign. Returns whether it is not yet. */
  public boolean ask() {
    boolean first = !awaited;
    asked = true;
    awaited = true;
    return first;
  }

  /** No answer comes any more, or it has come. */
  public void askedNoMore() {
    awaited = false;
  }

  public boolean isAsked() {
    return asked;
  }

  /**
   * Compares with what was seen the last time. The first time nothing is known of the time before,
   * so that silence begins anew, where there is anything to see.
   *
   * @param cpu milliseconds that it and all it started have used; negative when not known
   * @param output bytes that it has written beside its frames; negative when not known
   */
  public void sample(long now, long cpu, long output) {
    boolean known = cpu >= 0 || output >= 0;
    boolean works = !sampled ? known : output != outputBytes || worked(now, cpu);
    if (works) {
      restart(now);
    }
    sampled = true;
    sampledAt = now;
    cpuMillis = cpu;
    outputBytes = output;
  }

  /** Those that have ended take their time with them: less than before is a sign as well. */
  private boolean worked(long now, long cpu) {
    long millis = TimeUnit.NANOSECONDS.toMillis(now - sampledAt);
    return Math.abs(cpu - cpuMillis) > Math.max(NOISE_MILLIS, millis * NOISE_PER_MILLE / 1000);
  }

  public void end(Timers timers) {
    timers.cancel(look);
  }
}
