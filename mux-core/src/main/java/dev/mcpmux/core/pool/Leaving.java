package dev.mcpmux.core.pool;

/** Why a session leaves its upstream, which decides what becomes of that when it was the last. */
public enum Leaving {
  /** It is over: its upstream is kept for the next, as far as it may be. */
  ENDS,
  /** Its key is another: nobody else will have the one of its upstream. */
  MOVES,
  /** Another process takes the place of its upstream, for all that use it. */
  REPLACED
}
