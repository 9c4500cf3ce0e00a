package dev.mcpmux.core.config;

/**
 * What a server's process is told of its clients in {@code initialize}; the key {@code handshake}.
 */
public enum HandshakeMode implements ConfigWord {
  /**
   * Exactly what its sessions declared: sessions that declare something else get another process.
   */
  CLASS,
  /**
   * The newest version with a handshake and no client capabilities, whatever the sessions declare:
   * one process at any price.
   */
  COMMON;
}
