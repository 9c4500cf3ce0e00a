package dev.mcpmux.core.meter;

import java.util.Optional;

/** How many sessions and processes a server has, and how long they have been there together. */
public final class ServerLife {

  /**
   * What was added up since it was taken last.
   *
   * @param sessions how many have come
   * @param starts how many processes were started
   * @param sessionNanos the times that all its sessions were there
   * @param processNanos the times that all its processes were there
   */
  public record Time(
      String server, long sessions, long starts, long sessionNanos, long processNanos) {}

  private int sessions;
  private int processes;
  private long since;
  private long came;
  private long starts;
  private long sessionNanos;
  private long processNanos;

  ServerLife() {}

  void sessionCame(long now) {
    addUp(now);
    sessions++;
    came++;
  }

  void sessionLeft(long now) {
    addUp(now);
    sessions--;
  }

  void processBegan(long now) {
    addUp(now);
    processes++;
    starts++;
  }

  void processEnded(long now) {
    addUp(now);
    processes--;
  }

  boolean goesOn() {
    return sessions > 0 || processes > 0;
  }

  /** Empty when there is nothing of it. */
  Optional<Time> take(String server, long now) {
    addUp(now);
    if (came == 0 && starts == 0 && sessionNanos == 0 && processNanos == 0) {
      return Optional.empty();
    }
    Time time = new Time(server, came, starts, sessionNanos, processNanos);
    came = 0;
    starts = 0;
    sessionNanos = 0;
    processNanos = 0;
    return Optional.of(time);
  }

  private void addUp(long now) {
    if (goesOn()) {
      sessionNanos += sessions * (now - since);
      processNanos += processes * (now - since);
    }
    since = now;
  }
}
