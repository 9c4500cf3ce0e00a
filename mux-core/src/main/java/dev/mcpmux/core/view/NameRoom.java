package dev.mcpmux.core.view;

import java.util.function.LongSupplier;

/** The room for what all fronts together remember of names. */
final class NameRoom {
  private final LongSupplier limit;
  private long taken;

  NameRoom(LongSupplier limit) {
    this.limit = limit;
  }

  /** Returns whether there was so much room. */
  boolean take(long bytes) {
    if (taken + bytes > limit.getAsLong()) {
      return false;
    }
    taken += bytes;
    return true;
  }

  void giveBack(long bytes) {
    taken -= bytes;
  }
}
