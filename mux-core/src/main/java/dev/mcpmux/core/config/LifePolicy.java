package dev.mcpmux.core.config;

import java.util.Objects;
import java.util.OptionalLong;

/**
 * When the processes of a server start and stop, as far as the config says; {@code
 * docs/lifecycle.md} tells what follows. Times are in milliseconds, {@link #NEVER} among them.
 *
 * @param start when a process is started
 * @param startTimeoutMillis how long it may take to answer {@code initialize}; empty for the
 *     default
 * @param idleStopMillis how long one without sessions is kept; empty for the default
 * @param idleStopAttachedMillis how long one is kept that has sessions and nothing to do for them;
 *     empty for the default of the server, which is never unless it is known to be stateless
 * @param drainTimeoutMillis how long one that another has replaced may take to finish what it has;
 *     empty for the default
 * @param hangTimeoutMillis how long one may show no sign of life while requests wait; empty for the
 *     default
 * @param replace when one that takes the place of another is started
 */
public record LifePolicy(
    StartMode start,
    OptionalLong startTimeoutMillis,
    OptionalLong idleStopMillis,
    OptionalLong idleStopAttachedMillis,
    OptionalLong drainTimeoutMillis,
    OptionalLong hangTimeoutMillis,
    ReplaceMode replace) {

  /** A time that does not come. */
  public static final long NEVER = Long.MAX_VALUE;

  private static final LifePolicy DEFAULTS =
      new LifePolicy(
          StartMode.LAZY,
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          ReplaceMode.AUTO);

  public LifePolicy {
    Objects.requireNonNull(start);
    Objects.requireNonNull(startTimeoutMillis);
    Objects.requireNonNull(idleStopMillis);
    Objects.requireNonNull(idleStopAttachedMillis);
    Objects.requireNonNull(drainTimeoutMillis);
    Objects.requireNonNull(hangTimeoutMillis);
    Objects.requireNonNull(replace);
  }

  /** What holds where the config says nothing. */
  public static LifePolicy defaults() {
    return DEFAULTS;
  }

  public LifePolicy withStart(StartMode mode) {
    return new LifePolicy(
        mode,
        startTimeoutMillis,
        idleStopMillis,
        idleStopAttachedMillis,
        drainTimeoutMillis,
        hangTimeoutMillis,
        replace);
  }

  public LifePolicy withStartTimeoutMillis(long millis) {
    return new LifePolicy(
        start,
        OptionalLong.of(millis),
        idleStopMillis,
        idleStopAttachedMillis,
        drainTimeoutMillis,
        hangTimeoutMillis,
        replace);
  }

  public LifePolicy withIdleStopMillis(long millis) {
    return new LifePolicy(
        start,
        startTimeoutMillis,
        OptionalLong.of(millis),
        idleStopAttachedMillis,
        drainTimeoutMillis,
        hangTimeoutMillis,
        replace);
  }

  public LifePolicy withIdleStopAttachedMillis(long millis) {
    return new LifePolicy(
        start,
        startTimeoutMillis,
        idleStopMillis,
        OptionalLong.of(millis),
        drainTimeoutMillis,
        hangTimeoutMillis,
        replace);
  }

  public LifePolicy withDrainTimeoutMillis(long millis) {
    return new LifePolicy(
        start,
        startTimeoutMillis,
        idleStopMillis,
        idleStopAttachedMillis,
        OptionalLong.of(millis),
        hangTimeoutMillis,
        replace);
  }

  public LifePolicy withHangTimeoutMillis(long millis) {
    return new LifePolicy(
        start,
        startTimeoutMillis,
        idleStopMillis,
        idleStopAttachedMillis,
        drainTimeoutMillis,
        OptionalLong.of(millis),
        replace);
  }

  public LifePolicy withReplace(ReplaceMode mode) {
    return new LifePolicy(
        start,
        startTimeoutMillis,
        idleStopMillis,
        idleStopAttachedMillis,
        drainTimeoutMillis,
        hangTimeoutMillis,
        mode);
  }
}
