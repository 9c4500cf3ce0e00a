package dev.mcpmux.core.config;

/** When the process of a server is started. */
public enum StartMode implements ConfigWord {
  /** With the first request that needs it. */
  LAZY,
  /** With the first session; later before there is one, if it needs nothing of a session. */
  EAGER;
}
