package dev.mcpmux.netty.http;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.function.ObjIntConsumer;

/**
 * Messages of a session that wait until what they confirm is on disk, so that no answer is
 * forgotten by the next daemon.
 *
 * <h2>Reference Counting</h2>
 *
 * Messages are this object's until they are let go or cleared.
 */
final class HeldMessages {

  private record Message(int stream, ByteBuf line, long change) {}

  private final ArrayDeque<Message> messages = new ArrayDeque<>(1);
  private long bytes;

  /**
   * @param change the last change that it may confirm
   */
  void add(int stream, ByteBuf line, long change) {
    messages.add(new Message(stream, line, change));
    bytes += line.readableBytes();
  }

  /** Gives away what confirms no change behind this one, in the order in which it came. */
  void letGo(long change, ObjIntConsumer<ByteBuf> to) {
    for (Message first = messages.peek();
        first != null && first.change() <= change;
        first = messages.peek()) {
      messages.remove();
      bytes -= first.line().readableBytes();
      to.accept(first.line(), first.stream());
    }
  }

  boolean has(int stream) {
    return !messages.isEmpty() && messages.stream().anyMatch(message -> message.stream() == stream);
  }

  long bytes() {
    return bytes;
  }

  void clear() {
    letGo(Long.MAX_VALUE, (line, stream) -> line.release());
  }
}
