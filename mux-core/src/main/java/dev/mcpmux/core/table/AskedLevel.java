package dev.mcpmux.core.table;

import dev.mcpmux.core.api.server.LogLevel;

/** The log level that one upstream was asked for. */
public final class AskedLevel {
  /**
   * How many requests for a level may be open: a session that sets levels without end must not fill
   * the upstream's table.
   */
  private static final int MAX_OPEN = 4;

  /** Null for none. */
  private LogLevel last;

  /** How often it was asked for a level and has not answered. */
  private int open;

  /** Null when it was asked for none. */
  public LogLevel last() {
    return last;
  }

  /** Whether a level is news to it, and one more request is not too much. */
  public boolean mayBecome(LogLevel wanted) {
    return wanted != last && open < MAX_OPEN;
  }

  public void ask(LogLevel wanted) {
    last = wanted;
    open++;
  }

  /** One request was answered, or never will be. */
  public void answered() {
    open--;
  }
}
