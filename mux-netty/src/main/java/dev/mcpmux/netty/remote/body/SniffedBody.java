package dev.mcpmux.netty.remote.body;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.function.Function;

/**
 * A body that is what it begins as, whatever its type says: JSON, events, or something else. Until
 * that is known its bytes are kept.
 */
public final class SniffedBody implements Body {

  /** What a body may be. */
  public enum Form {
    JSON,
    EVENTS,
    OTHER
  }

  /** The longest name of a field that a stream of events may begin with. */
  private static final int LONGEST_FIELD = 5;

  private final Function<Form, Body> body;
  private final ByteBufAllocator alloc;
  private final boolean saysEvents;

  /** What does not tell yet; null for nothing. */
  private ByteBuf kept;

  private Body known;

  /**
   * @param saysEvents whether its type is that of events
   * @param body makes the body of what it is
   */
  public SniffedBody(ByteBufAllocator alloc, boolean saysEvents, Function<Form, Body> body) {
    this.alloc = alloc;
    this.saysEvents = saysEvents;
    this.body = body;
  }

  @Override
  public void feed(ByteBuf bytes) {
    if (known != null) {
      known.feed(bytes);
      return;
    }
    if (kept != null) {
      kept.writeBytes(bytes);
    }
    ByteBuf all = kept != null ? kept : bytes;
    Form form = form(all, false);
    if (form != null) {
      known = body.apply(form);
      known.feed(all);
      freeKept();
    } else if (!all.isReadable()) {
      freeKept(); // it was padding
    } else if (kept == null) {
      kept = alloc.buffer(LONGEST_FIELD + 1).writeBytes(bytes);
    }
  }

  @Override
  public void end() {
    if (known == null) {
      ByteBuf all = kept != null ? kept : Unpooled.EMPTY_BUFFER;
      known = body.apply(form(all, true));
      known.feed(all);
      freeKept();
    }
    known.end();
  }

  /**
   * Leaves padding out.
   *
   * @param ended whether there is no more to come
   * @return null as long as it may be more than one
   */
  private Form form(ByteBuf all, boolean ended) {
    while (all.isReadable() && isPadding(all.getByte(all.readerIndex()))) {
      all.skipBytes(1);
    }
    if (!all.isReadable()) {
      return ended ? saysEvents ? Form.EVENTS : Form.OTHER : null;
    }
    int at = all.readerIndex();
    byte first = all.getByte(at);
    if (first == '{' || first == '[') {
      return Form.JSON;
    }
    if (saysEvents) {
      return Form.EVENTS;
    }
    StringBuilder name = new StringBuilder();
    for (; at < all.writerIndex() && name.length() <= LONGEST_FIELD; at++) {
      char c = (char) all.getByte(at);
      if (c == ':') {
        return name.toString().matches("|data|event|id|retry") ? Form.EVENTS : Form.OTHER;
      }
      name.append(c);
    }
    return ended || name.length() > LONGEST_FIELD ? Form.OTHER : null;
  }

  private void freeKept() {
    if (kept != null) {
      kept.release();
      kept = null;
    }
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
    freeKept();
    if (known != null) {
      known.close();
    }
  }
}
