package dev.mcpmux.core.state;

/** A session or an upstream: what mcpmux speaks to. */
abstract class Peer {
  private final int number;
  private boolean reads = true;

  /** How many requests it was sent since it does not read. */
  private int unread;

  /** Whether an event may have changed it: marked in {@link Touched}, and by nobody else. */
  private boolean marked;

  Peer(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }

  /** Whether it reads what it is sent; else what it is not owed is left out. */
  public boolean reads() {
    return reads;
  }

  /** It reads from now on, or does not. Returns whether that is news. */
  public boolean reads(boolean now) {
    boolean news = reads != now;
    reads = now;
    if (news) {
      unread = 0;
    }
    return news;
  }

  /** Whether it does not read, and has so many requests unread. */
  public boolean isFull(int limit) {
    return !reads && unread >= limit;
  }

  /** It is sent a request, or what answers one. */
  public void countUnread() {
    if (!reads) {
      unread++;
    }
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
