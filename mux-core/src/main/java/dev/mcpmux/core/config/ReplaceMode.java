package dev.mcpmux.core.config;

/** When the process that takes the place of another is started. */
public enum ReplaceMode implements ConfigWord {
  /** Beside the old one, which ends when the new one is ready. */
  BESIDE,
  /** When the old one has ended: for a server that can be there only once. */
  AFTER,
  /** Beside the old one; when that fails, after it. */
  AUTO;
}
