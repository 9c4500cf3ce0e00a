package dev.mcpmux.netty;

/**
 * What the event loop knows of one session or upstream beside the core: its way out and what was
 * last said about it.
 */
abstract sealed class Link permits SessionLink, UpstreamLink {

  private final int number;

  /** Something was thrown about it: it is about to be ended, and no message of it is taken. */
  boolean failed;

  /** Written to since the last flush. */
  boolean dirty;

  /** What the core was last told. */
  boolean writable = true;

  /** A change of writability waits to be told. */
  boolean writabilityQueued;

  Link(int number) {
    this.number = number;
  }

  final int number() {
    return number;
  }

  abstract boolean isOpen();

  /** Whether more may be written; while it is open. */
  abstract boolean isWritable();

  abstract void flush();

  /**
   * Whether a line goes out as it is, so that it may consist of slices of the frame it comes from,
   * which others may be reading; else it is a copy.
   */
  boolean takesSlices() {
    return false;
  }
}
