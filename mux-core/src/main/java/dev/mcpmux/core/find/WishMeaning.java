package dev.mcpmux.core.find;

import dev.mcpmux.core.search.Direction;

/** What a wish means. It is not waited for at any price: the words are there at once. */
public final class WishMeaning {

  /** Of those who do not ask. */
  static final WishMeaning NONE = new WishMeaning();

  static {
    NONE.learned(null);
  }

  /** Null until it is known, and where it cannot be had. */
  private Direction direction;

  private boolean over;

  /** Null for nobody. */
  private Runnable waiting;

  WishMeaning() {}

  /** Whether nothing more comes. */
  public boolean isOver() {
    return over;
  }

  /** Calls this once, when it is over. */
  public void then(Runnable next) {
    if (over) {
      next.run();
    } else {
      waiting = next;
    }
  }

  /** It has not come in time, unless it has. */
  public void giveUp() {
    learned(null);
  }

  Direction direction() {
    return direction;
  }

  void learned(Direction known) {
    if (over) {
      return; // too late
    }
    over = true;
    direction = known;
    Runnable next = waiting;
    waiting = null;
    if (next != null) {
      next.run();
    }
  }
}
