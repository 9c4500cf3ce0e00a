package dev.mcpmux.core.world;

import dev.mcpmux.core.config.Limits;
import java.util.Map;

/** Limits that a {@link World} reaches. */
final class SmallLimits {
  static final int HANG_TIMEOUT_MILLIS = 4_000;

  static final Limits ALL = all();

  private SmallLimits() {}

  private static Limits all() {
    Limits d = Limits.defaults();
    return d.with(
        Map.ofEntries(
            Map.entry("maxInFlightPerSession", 8),
            Map.entry("maxInFlightPerUpstream", 10),
            Map.entry("maxParkedPerSession", 6),
            Map.entry("sessionOutputSoftBytes", 1),
            Map.entry("upstreamOutputBytes", 1),
            Map.entry("startTimeoutMillis", 5_000),
            Map.entry("retryWaitMillis", 8_000),
            Map.entry("endOfInputGraceMillis", 500),
            Map.entry("endOfInputStartMillis", 3_000),
            Map.entry("idleStopMillis", 10_000),
            Map.entry("maxHelloBytes", 1),
            Map.entry("maxServerRequestsPerSession", 4),
            Map.entry("maxSubscriptionsPerSession", 8),
            Map.entry("maxTasksPerUpstream", 16),
            Map.entry("requestTimeoutMillis", 20_000),
            Map.entry("maxRequestMillis", 60_000),
            Map.entry("hangTimeoutMillis", HANG_TIMEOUT_MILLIS),
            Map.entry("rootsTimeoutMillis", 2_000),
            Map.entry("rootsQuestionMillis", 500),
            Map.entry("listChangedWindowMillis", 100),
            Map.entry("maxParallelStarts", 2),
            Map.entry("ownRequestTimeoutMillis", 20_000),
            Map.entry("maxCatalogListBytes", 2_000),
            Map.entry("maxCatalogEntries", 8),
            Map.entry("aggregateInitializeMillis", 2_000),
            Map.entry("aggregateListMillis", 3_000),
            Map.entry("maxListPages", 10),
            Map.entry("drainTimeoutMillis", 10_000)));
  }
}
