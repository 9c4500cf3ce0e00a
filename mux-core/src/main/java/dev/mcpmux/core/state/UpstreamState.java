package dev.mcpmux.core.state;

import dev.mcpmux.core.time.Timers.Timer;
import dev.mcpmux.core.words.Handshake;
import java.util.Locale;

/**
 * Where an upstream is in its life.
 *
 * <pre>
 *              ┌────────┐ a request              idle, and its sessions stay
 *   first   ──►│ Asleep ├───────┐          ┌──────────────── a new one, Asleep ◄──┐
 *   session    └────────┘  ┌────▼───┐      │                                      │
 *     │                    │ Queued │      │                                      │
 *     │ nothing known      └────┬───┘      ▼                                      │
 *     │ of it      its turn ┌───┘                                                 │
 *     │        ┌─────────┐◄─┘ runs      ┌──────────────┐ initialize answered ┌────┴──┐
 *     └───────►│Starting ├─────────────►│ Initializing ├────────────────────►│ Ready │
 *              └─▲──┬────┘              └──────┬───────┘                     └───┬───┘
 *         backoff│  │ exit, timeout, refusal   │                                 │ exit: its sessions go
 *         is over│  ▼                          ▼                                 ▼ to a successor
 *             ┌──┴──────┐  failed too often  ┌────────┐
 *  successor ►│ Waiting ├───────────────────►│ Failed │── a request after the pause ──► Starting
 *             └─────────┘                    └────────┘
 *   Ready ── no sign of life ──► Stopping, and its sessions go to a successor
 *   Ready ── replaced, or its server is gone from the config ──► Draining ── all it had is done, or time is up ──► Stopping
 *   any state with a process ── no session any more ──► Stopping ── exit ──► gone
 * </pre>
 *
 * An upstream is one process: the successor of one that died is another upstream, with another
 * number.
 */
public sealed interface UpstreamState {

  /** For people. */
  default String word() {
    return this instanceof Waiting
        ? "backoff"
        : getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }

  /** What ends it; null for nothing. It is cancelled with the state. */
  default Timer timer() {
    return null;
  }

  /**
   * There is no process, because nothing has needed one yet, or since it was stopped.
   *
   * @param why it was stopped, for people; empty when there was no process
   */
  record Asleep(String why) implements UpstreamState {}

  /**
   * Others are starting, or are still to end, and it waits its turn.
   *
   * @param timer ends its wait for those that are to end; null where it waits for none
   */
  record Queued(Timer timer) implements UpstreamState {}

  /** A successor waits out its backoff. */
  record Waiting(Timer timer) implements UpstreamState {}

  /** The process is being started. */
  record Starting(Timer timer) implements UpstreamState {}

  /** The process has been sent {@code initialize}. */
  record Initializing(Timer timer) implements UpstreamState {}

  /**
   * @param since in the clock of the events
   */
  record Ready(Handshake handshake, long since) implements UpstreamState {}

  /**
   * It failed too often and is tried again when a request comes shortly before {@code retryAt}, or
   * after it.
   *
   * @param message what is answered until then
   * @param timer looks at that time whether anybody waits for it
   */
  record Failed(String message, long retryAt, Timer timer) implements UpstreamState {}

  /**
   * It gets nothing new, and finishes what it has.
   *
   * @param timer ends it all the same; null for never
   */
  record Draining(Handshake handshake, Timer timer) implements UpstreamState {}

  /** The process has been told to end. */
  record Stopping() implements UpstreamState {}
}
