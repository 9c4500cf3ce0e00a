package dev.mcpmux.netty.remote;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.function.Function;

/**
 * A body that is what it begins as, whatever its type says: JSON, events, or something else. Until
 * that is known its bytes are kept.
 */
final class SniffedBody implements Body {

  /** What a body may be. */
  enum Form {
    JSON,
    EVENTS,
    OTHER
  }

  /** The longest name of a field that a stream of events may begin with. */
  private static final int LONGEST_FIELD = 5;

  private final Function<Form, Body> body;
  private final boolean saysEvents;
  private final ByteBuf kept;
  private Body known;
  private boolean closed;

  /**
   * @param saysEvents whether its type is that of events
   * @param body makes the body of what it is
   */
  SniffedBody(ByteBufAllocator alloc, boolean saysEvents, Function<Form, Body> body) {
    this.saysEvents = saysEvents;
    this.body = body;
    this.kept = alloc.buffer(16);
  }

  @Override
  public void feed(ByteBuf bytes) {
    if (known == null) {
      kept.writeBytes(bytes);
      Form form = form(false);
      if (form != null) {
        begin(form);
      }
    } else {
      known.feed(bytes);
    }
  }

  @Override
  public void end() {
    if (known == null) {
      begin(form(true));
    }
    known.end();
  }

  private void begin(Form form) {
    known = body.apply(form);
    known.feed(kept);
    if (!closed) {
      kept.clear();
    }
  }

  /**
   * @param ended whether there is no more to come
   * @return null as long as it may be more than one
   */
  private Form form(boolean ended) {
    while (kept.isReadable() && isPadding(kept.getByte(kept.readerIndex()))) {
      kept.skipBytes(1);
    }
    int at = kept.readerIndex();
    if (!kept.isReadable()) {
      kept.clear();
      return ended ? saysEvents ? Form.EVENTS : Form.OTHER : null;
    }
    byte first = kept.getByte(at);
    if (first == '{' || first == '[') {
      return Form.JSON;
    }
    if (saysEvents) {
      return Form.EVENTS;
    }
    StringBuilder name = new StringBuilder();
    for (; at < kept.writerIndex() && name.length() <= LONGEST_FIELD; at++) {
      char c = (char) kept.getByte(at);
      if (c == ':') {
        return name.toString().matches("|data|event|id|retry") ? Form.EVENTS : Form.OTHER;
      }
      name.append(c);
    }
    return ended || name.length() > LONGEST_FIELD ? Form.OTHER : null;
  }

  /** White space, or a byte of a byte order mark. */
  private static boolean isPadding(byte b) {
    return b == ' '
        || b == '\t'
        || b == '\r'
        || b == '\n'
        || b == (byte) 0xEF
        || b == (byte) 0xBB
        || b == (byte) 0xBF;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      kept.release();
      if (known != null) {
        known.close();
      }
    }
  }
}
