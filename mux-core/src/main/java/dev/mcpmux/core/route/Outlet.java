package dev.mcpmux.core.route;

/** Whether a peer reads what it is sent, and how many requests it was sent since it does not. */
final class Outlet {
  private boolean open = true;
  private int unread;

  boolean isOpen() {
    return open;
  }

  /** Returns whether that is news. */
  boolean set(boolean open) {
    boolean news = this.open != open;
    this.open = open;
    if (news) {
      unread = 0;
    }
    return news;
  }

  /** Whether it does not read, and has so many requests unread. */
  boolean isFull(int limit) {
    return !open && unread >= limit;
  }

  /** It is sent a request, or what answers one. */
  void add() {
    if (!open) {
      unread++;
    }
  }
}
