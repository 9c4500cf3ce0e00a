package dev.mcpmux.netty.http;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;

/**
 * The events of a session that its client may still ask for: bounded in bytes and time, the oldest
 * go first, the newest stays whatever its size.
 *
 * <h2>Reference Counting</h2>
 *
 * A message added is this object's; it is lent to readers.
 */
final class EventBuffer {

  /**
   * @param number counted within the stream, from 1
   */
  private record Event(HttpStream stream, int number, ByteBuf message, long at) {}

  /** Takes one event. */
  interface Reader {
    void take(int number, ByteBuf message);
  }

  private final int maxBytes;
  private final ArrayDeque<Event> events = new ArrayDeque<>(0);
  private long bytes;

  EventBuffer(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  void add(HttpStream stream, int number, ByteBuf message, long now) {
    events.add(new Event(stream, number, message, now));
    stream.onKept();
    bytes += message.readableBytes();
    while (bytes > maxBytes && events.size() > 1) {
      dropOldest();
    }
  }

  long bytes() {
    return bytes;
  }

  /** The events of a stream behind one of them, in their order. */
  void read(HttpStream stream, int behind, Reader reader) {
    for (Event event : events) {
      if (event.stream == stream && event.number > behind) {
        reader.take(event.number, event.message);
      }
    }
  }

  /** Drops what is older, in nanoseconds. */
  void expire(long now, long age) {
    while (!events.isEmpty() && now - events.peek().at > age) {
      dropOldest();
    }
  }

  void clear() {
    while (!events.isEmpty()) {
      dropOldest();
    }
  }

  private void dropOldest() {
    Event oldest = events.poll();
    bytes -= oldest.message.readableBytes();
    oldest.message.release();
    oldest.stream.onForgotten(oldest.number);
  }
}
