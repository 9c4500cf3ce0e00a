/**
 * Sessions of the core that stand behind a client's session: with negative numbers, which no driver
 * knows, and under every rule that holds for a session. The view uses it for the servers of one
 * client, which may ask it something. Begin with {@link dev.mcpmux.core.inner.InnerSessions}.
 */
package dev.mcpmux.core.inner;
