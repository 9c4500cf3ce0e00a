package dev.mcpmux.netty.tap;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Frames on their way from the event loop, which adds, to the thread that shows them, which takes.
 * Neither ever waits for the other: what finds no room, by number or by bytes, is lost and counted.
 */
final class Ring {

  private final AtomicReferenceArray<TapFrame> slots;
  private final int mask;
  private final long maxBytes;
  private final Room room;
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong lost = new AtomicLong();

  // Of the event loop alone.

  private long added;
  private boolean behind;

  /** Of the other thread alone. */
  private long taken;

  /**
   * @param frames a power of two
   * @param room is shared with others
   */
  Ring(int frames, long maxBytes, Room room) {
    this.slots = new AtomicReferenceArray<>(frames);
    this.mask = frames - 1;
    this.maxBytes = maxBytes;
    this.room = room;
  }

  /** Of these the last that an empty one has room for; those before are nobody's loss. */
  void addLast(List<TapFrame> frames) {
    int from = frames.size();
    int most = Math.max(0, from - slots.length());
    long left = maxBytes;
    while (from > most && left >= frames.get(from - 1).content().keptBytes()) {
      from--;
      left -= frames.get(from).content().keptBytes();
    }
    frames.subList(from, frames.size()).forEach(this::add);
  }

  /**
   * Whether one should begin what has more frames to come. Once there is no room for that, there is
   * none until half of it is free: so what is shown hangs together, and what is lost as well.
   */
  boolean hasRoom() {
    int most = behind ? slots.length() / 2 : slots.length() - slots.length() / 8;
    long mostBytes = behind ? maxBytes / 2 : maxBytes - maxBytes / 8;
    behind = slots.get((int) (added - most) & mask) != null || bytes.get() >= mostBytes;
    return !behind;
  }

  /** Whether a frame that came now, with so many bytes kept, would be lost. */
  boolean isFull(long kept) {
    boolean full = isFullItself(kept);
    behind |= full;
    return full || !room.has(kept);
  }

  private boolean isFullItself(long kept) {
    return slots.get((int) added & mask) != null || bytes.get() + kept > maxBytes;
  }

  /** Counts a frame that was not even made. */
  void lose() {
    lose(1);
  }

  /** Counts so many. */
  void lose(long count) {
    lost.addAndGet(count);
  }

  void add(TapFrame frame) {
    long size = frame.content().keptBytes();
    boolean full = isFullItself(size);
    behind |= full;
    if (full || !room.take(frame.heldBytes())) {
      lost.incrementAndGet();
      return;
    }
    bytes.addAndGet(size);
    slots.set((int) added++ & mask, frame);
  }

  /** Null when there is none. */
  TapFrame take() {
    int slot = (int) taken & mask;
    TapFrame frame = slots.get(slot);
    if (frame != null) {
      taken++;
      slots.set(slot, null);
      bytes.addAndGet(-frame.content().keptBytes());
      room.give(frame.heldBytes());
    }
    return frame;
  }

  /** Of the other thread; what is added meanwhile may stay. */
  void clear() {
    while (take() != null) {
      // its room is free again
    }
  }

  /** How many were lost since this was last asked. */
  long takeLost() {
    return lost.get() == 0 ? 0 : lost.getAndSet(0);
  }
}
