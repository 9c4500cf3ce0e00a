package dev.mcpmux.core.api.server;

import java.util.Locale;

/** How much a log message matters, least first. */
public enum LogLevel {
  DEBUG,
  INFO,
  NOTICE,
  WARNING,
  ERROR,
  CRITICAL,
  ALERT,
  EMERGENCY;

  private final String wireName = name().toLowerCase(Locale.ROOT);

  /** As it stands in messages. */
  public String wireName() {
    return wireName;
  }
}
