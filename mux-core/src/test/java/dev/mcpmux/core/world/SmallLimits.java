package dev.mcpmux.core.world;

import dev.mcpmux.core.Limits;

/** Limits that a {@link World} reaches. */
final class SmallLimits {
  static final Limits ALL = all();

  private SmallLimits() {}

  private static Limits all() {
    Limits d = Limits.defaults();
    return new Limits(
        d.maxFrameBytes(),
        8,
        10,
        6,
        d.maxParkedBytesPerSession(),
        d.maxParkedBytes(),
        1,
        d.sessionOutputHardBytes(),
        1,
        d.maxBufferBytes(),
        5_000,
        8_000,
        500,
        3_000,
        10_000,
        1,
        d.maxHelloBytesTogether(),
        d.maxHelloWords(),
        d.maxHelloVariables(),
        d.maxSessions(),
        d.maxInitializeBytes(),
        d.maxRootsBytes(),
        d.maxKeptBytes(),
        4,
        8,
        16,
        20_000,
        60_000,
        2_000,
        500,
        100,
        2,
        20_000,
        2_000,
        8,
        d.maxCatalogBytes(),
        d.maxCatalogAgeMillis(),
        2_000,
        3_000,
        10,
        d.maxListBytes(),
        d.maxListBytesTogether(),
        d.maxNameBytesPerSession(),
        d.maxNameBytes(),
        10_000,
        d.failureTraceMillis(),
        d.maxFailureTraces(),
        d.maxConnectionsPerRemote(),
        d.maxRemoteHeaderBytes(),
        d.remoteTimeoutMillis(),
        d.lookupTimeoutMillis(),
        d.maxLookups());
  }
}
