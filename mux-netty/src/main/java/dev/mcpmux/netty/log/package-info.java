/**
 * The daemon's own log. Everything may use it, and it uses nothing of this module. Begin with
 * {@link Log}; {@link Seldom} keeps what comes again and again from filling it.
 */
package dev.mcpmux.netty.log;
