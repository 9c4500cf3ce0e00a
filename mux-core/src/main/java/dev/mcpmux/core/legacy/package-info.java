/**
 * A class for each part of the protocol that only the era with a handshake has: subscriptions,
 * tasks, elicitations, log levels, roots, what servers ask. It uses {@code route}; {@code pool} and
 * {@code engine} use it. Begin with {@link dev.mcpmux.core.legacy.Subscriptions}.
 */
package dev.mcpmux.core.legacy;
