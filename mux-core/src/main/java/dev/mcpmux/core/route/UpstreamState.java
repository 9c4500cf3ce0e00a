package dev.mcpmux.core.route;

import dev.mcpmux.core.route.Timers.Timer;

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
 *   Ready ── replaced, or its server is gone from the config ──► Draining ── all it had is done, or time is up ──► Stopping
 *   any state with a process ── no session any more ──► Stopping ── exit ──► gone
 * </pre>
 *
 * An upstream is one process: the successor of one that died is another upstream, with another
 * number.
 */
sealed interface UpstreamState {

  /** For people. */
  String word();

  /**
   * There is no process, because nothing has needed one yet, or since it was stopped.
   *
   * @param why it was stopped, for people; empty when there was no process
   */
  record Asleep(String why) implements UpstreamState {
    @Override
    public String word() {
      return "asleep";
    }
  }

  /** Others are starting, and it waits its turn. */
  record Queued() implements UpstreamState {
    @Override
    public String word() {
      return "queued";
    }
  }

  /** A successor waits out its backoff. */
  record Waiting(Timer end) implements UpstreamState {
    @Override
    public String word() {
      return "backoff";
    }
  }

  /** The process is being started. */
  record Starting(Timer timeout) implements UpstreamState {
    @Override
    public String word() {
      return "starting";
    }
  }

  /** The process has been sent {@code initialize}. */
  record Initializing(Timer timeout) implements UpstreamState {
    @Override
    public String word() {
      return "initializing";
    }
  }

  /**
   * @param since in the clock of the events
   */
  record Ready(Handshake handshake, long since) implements UpstreamState {
    @Override
    public String word() {
      return "ready";
    }
  }

  /**
   * It failed too often and is tried again when a request comes shortly before {@code retryAt}, or
   * after it.
   *
   * @param message what is answered until then
   * @param retry looks at that time whether anybody waits for it
   */
  record Failed(String message, long retryAt, Timer retry) implements UpstreamState {
    @Override
    public String word() {
      return "failed";
    }
  }

  /**
   * It gets nothing new, and finishes what it has.
   *
   * @param timeout ends it all the same; null for never
   */
  record Draining(Handshake handshake, Timer timeout) implements UpstreamState {
    @Override
    public String word() {
      return "draining";
    }
  }

  /** The process has been told to end. */
  record Stopping() implements UpstreamState {
    @Override
    public String word() {
      return "stopping";
    }
  }
}
