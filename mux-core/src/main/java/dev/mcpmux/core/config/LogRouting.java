package dev.mcpmux.core.config;

/**
 * Who gets a server's {@code notifications/message}, which name no request; the key {@code
 * logRouting}.
 */
public enum LogRouting implements ConfigWord {
  /** The only session with a request in flight; nobody when there are several or none. */
  IN_FLIGHT,
  /** Every session at its own level, though a message may quote what another session sent. */
  BROADCAST;
}
