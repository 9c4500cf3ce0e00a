package dev.mcpmux.core.config;

/**
 * Which sessions may use the same process of a server, all else being equal; the config key {@code
 * share}.
 */
public enum Scope implements ConfigWord {
  /** All sessions. The process runs in the configured {@code cwd}, else in the user's home. */
  GLOBAL,
  /** Sessions with the same project root, in which the process runs. */
  PROJECT,
  /** Every session has a process of its own, in its own cwd. */
  SESSION;
}
