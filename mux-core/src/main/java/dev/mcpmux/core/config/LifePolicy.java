package dev.mcpmux.core.config;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * When the processes of a server start and stop, as far as the config says; {@code
 * docs/lifecycle.md} tells what follows.
 *
 * @param start when a process is started
 * @param replace when one that takes the place of another is started
 * @param millis its times, {@link #NEVER} among them; the default holds for any that is not there
 */
public record LifePolicy(StartMode start, ReplaceMode replace, Map<Time, Long> millis) {

  /** How long something may take, or is waited for. */
  public enum Time {
    /** Until a process answers {@code initialize}. */
    START_TIMEOUT,
    /** As long as one without sessions is kept. */
    IDLE_STOP,
    /**
     * As long as one is kept that has sessions and nothing to do for them. The default is that of
     * the server, which is never unless it is known to be stateless.
     */
    IDLE_STOP_ATTACHED,
    /** Until one that another has replaced has finished what it has. */
    DRAIN_TIMEOUT,
    /** Without a sign of life while requests wait. */
    HANG_TIMEOUT
  }

  /** A time that does not come. */
  public static final long NEVER = Long.MAX_VALUE;

  private static final LifePolicy DEFAULTS =
      new LifePolicy(StartMode.LAZY, ReplaceMode.AUTO, Map.of());

  public LifePolicy {
    Objects.requireNonNull(start);
    Objects.requireNonNull(replace);
    Map<Time, Long> copy = new EnumMap<>(Time.class);
    copy.putAll(millis);
    millis = Collections.unmodifiableMap(copy);
  }

  /** What holds where the config says nothing. */
  public static LifePolicy defaults() {
    return DEFAULTS;
  }

  public OptionalLong startTimeoutMillis() {
    return millis(Time.START_TIMEOUT);
  }

  public OptionalLong idleStopMillis() {
    return millis(Time.IDLE_STOP);
  }

  public OptionalLong idleStopAttachedMillis() {
    return millis(Time.IDLE_STOP_ATTACHED);
  }

  public OptionalLong drainTimeoutMillis() {
    return millis(Time.DRAIN_TIMEOUT);
  }

  public OptionalLong hangTimeoutMillis() {
    return millis(Time.HANG_TIMEOUT);
  }

  private OptionalLong millis(Time time) {
    Long value = millis.get(time);
    return value == null ? OptionalLong.empty() : OptionalLong.of(value);
  }

  public LifePolicy withStart(StartMode mode) {
    return new LifePolicy(mode, replace, millis);
  }

  public LifePolicy withReplace(ReplaceMode mode) {
    return new LifePolicy(start, mode, millis);
  }

  public LifePolicy with(Time time, long value) {
    Map<Time, Long> changed = new EnumMap<>(Time.class);
    changed.putAll(millis);
    changed.put(time, value);
    return new LifePolicy(start, replace, changed);
  }
}
