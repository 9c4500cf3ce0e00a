/**
 * Numbers of what happens: calls, errors, latencies and bytes of each server, process, session,
 * method and tool, counted as a {@link dev.mcpmux.core.port.MuxListener} hears of them. A driver
 * puts a {@link Meter} before its own listener and reads it when somebody asks; nothing of the core
 * uses it. Nothing is formatted or allocated per call, and all of it is bounded. Begin with {@link
 * Meter}.
 */
@NullMarked
package dev.mcpmux.core.meter;

import org.jspecify.annotations.NullMarked;
