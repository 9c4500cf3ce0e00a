package dev.mcpmux.cli.client;

import java.util.Locale;

/** For whom an entry is. */
public enum Scope {
  /** One user, in all directories. */
  USER,
  /** One user, in one project. */
  LOCAL,
  /** Everybody who has the project. */
  PROJECT;

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
