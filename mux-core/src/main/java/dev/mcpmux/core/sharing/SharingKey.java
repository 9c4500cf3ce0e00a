package dev.mcpmux.core.sharing;

import dev.mcpmux.core.Launch;

/**
 * What two sessions must have in common to be served by one process.
 *
 * @param server the server's name
 * @param launch how the process is started
 * @param circle the circle of sessions that the scope draws: all, those of one project root, or one
 *     session
 * @param handshake what the process was told in {@code initialize}
 */
public record SharingKey(String server, Launch launch, String circle, HandshakeClass handshake) {}
