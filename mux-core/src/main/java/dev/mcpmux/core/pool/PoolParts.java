package dev.mcpmux.core.pool;

/** What an era of the protocol uses of this package. */
public record PoolParts(
    Membership membership,
    Placement placement,
    Arrivals arrivals,
    Serving serving,
    Succession succession) {}
