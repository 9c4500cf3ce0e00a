/**
 * A class for each part of the protocol that only the era with a handshake has: subscriptions,
 * tasks, elicitations, log levels, roots, what servers ask. It uses {@code route}; {@code era}
 * alone uses it, and {@code pool} what concerns roots and changes of lists. Begin with {@link
 * dev.mcpmux.core.legacy.LegacyParts}.
 */
package dev.mcpmux.core.legacy;
