package dev.mcpmux.core.port;

/** Why mcpmux ends a process that has not ended by itself. */
public enum EndReason {
  /** Nobody uses it any more. */
  NO_SESSIONS("no sessions"),
  /** Nobody has needed it for a while. */
  IDLE("idle"),
  /** Somebody wanted another in its place. */
  RESTART("restart"),
  /** The config says something else of it, or nothing any more, or that it is disabled. */
  CONFIG_CHANGE("config change"),
  /** It did not come to answer {@code initialize}. */
  START_FAILED("start failed"),
  /** It showed no sign of life while requests waited. */
  HUNG("hung"),
  /** mcpmux ends. */
  DAEMON_STOP("the daemon stops");

  private final String words;

  EndReason(String words) {
    this.words = words;
  }

  /** For people. */
  public String words() {
    return words;
  }
}
