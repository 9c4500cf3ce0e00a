package dev.mcpmux.netty.drive;

/**
 * What the event loop knows of one session or upstream beside the core: its way out and what was
 * last said about it. Each transport has a subclass of its own.
 */
abstract class Link {

  private final int number;

  /** Something was thrown about it: it is about to be ended, and no message of it is taken. */
  private boolean failed;

  /** Written to since the last flush. */
  private boolean dirty;

  /** What the core was last told. */
  private boolean writable = true;

  /** A change of writability waits to be told. */
  private boolean writabilityQueued;

  Link(int number) {
    this.number = number;
  }

  public final int number() {
    return number;
  }

  /** Something was thrown about it: from now on no message of it is taken. */
  public final void fail() {
    failed = true;
  }

  /** Whether something of ours has failed about it. */
  protected final boolean isFailed() {
    return failed;
  }

  /** It was written to. Returns whether it is the first time since the last flush. */
  final boolean markDirty() {
    boolean first = !dirty;
    dirty = true;
    return first;
  }

  final void flushDirty() {
    dirty = false;
    flush();
  }

  /** A change is to be told later. Returns whether none was yet. */
  final boolean queueWritability() {
    boolean first = !writabilityQueued;
    writabilityQueued = true;
    return first;
  }

  /** Returns whether there is a change to tell, which counts as told. */
  final boolean takeWritability() {
    writabilityQueued = false;
    if (!isOpen() || isWritable() == writable) {
      return false;
    }
    writable = !writable;
    return true;
  }

  /** What the core was last told. */
  final boolean wasWritable() {
    return writable;
  }

  protected abstract boolean isOpen();

  /** Whether more may be written; while it is open. */
  protected abstract boolean isWritable();

  protected abstract void flush();

  /**
   * Whether a line goes out as it is, so that it may consist of slices of the frame it comes from,
   * which others may be reading; else it is a copy.
   */
  protected boolean takesSlices() {
    return false;
  }

  /** Whether it takes a message as an array of its own, which saves a copy for those in Java. */
  protected boolean takesArrays() {
    return false;
  }
}
