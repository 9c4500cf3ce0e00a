package dev.mcpmux.netty.socket;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * How a daemon ends because somebody wants it to.
 *
 * @param stop ends it
 * @param handOver ends it in favour of another daemon; false when it is not to be replaced
 * @param staysAtLeast so long it runs before it makes way for one of a later version by itself
 */
public record WaysOut(Runnable stop, BooleanSupplier handOver, Duration staysAtLeast) {}
