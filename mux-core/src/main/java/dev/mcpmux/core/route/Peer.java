package dev.mcpmux.core.route;

/** A session or an upstream: what mcpmux speaks to. */
abstract class Peer {
  private final int number;
  private final Outlet outlet = new Outlet();

  /** Whether an event may have changed it: marked in {@link Touched}, and by nobody else. */
  private boolean marked;

  Peer(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }

  Outlet outlet() {
    return outlet;
  }

  /** Returns whether it was not. */
  boolean mark() {
    boolean news = !marked;
    marked = true;
    return news;
  }

  void unmark() {
    marked = false;
  }
}
