/**
 * Finds out which program {@code npx} would start, so that the server runs without its launcher.
 * The start of a process uses it, and nothing else. Begin with {@link Unwrapper}.
 */
package dev.mcpmux.netty.npx;
