/**
 * {@code mcpmux tap}: shows the messages that a daemon passes on, records them, and plays a
 * recording back. No other command uses it. Begin with {@link TapCommand}, then {@link TapView} and
 * {@link Replay}.
 */
package dev.mcpmux.cli.tap;
