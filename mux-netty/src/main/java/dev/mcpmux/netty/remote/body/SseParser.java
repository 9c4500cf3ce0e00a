package dev.mcpmux.netty.remote.body;

import dev.mcpmux.netty.io.BufferRoom;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;

/**
 * Reads an event stream as its bytes come, wherever they are cut: lines end with CR, LF or both, a
 * byte order mark may stand in front, the lines of one event's data are joined by LF. Of an event
 * over the limit the bytes are dropped, and its length is told.
 *
 * <h2>Reference Counting</h2>
 *
 * What is fed is borrowed; an event lends its data until the sink returns. {@link #close} frees the
 * rest.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">the standard</a>
 */
public final class SseParser {

  /** Takes what was read. */
  interface Sink {

    /**
     * An event with data.
     *
     * @param type its {@code event}, {@code message} when it has none
     * @param data lent
     */
    void onEvent(String type, ByteBuf data);

    /**
     * An event that was longer than the limit.
     *
     * @param bytes how long its data is
     */
    void onOversize(long bytes);

    /** How long to wait before the stream is opened again. */
    void onRetry(long millis);

    /**
     * The id of the last event, to be named when the stream is opened again.
     *
     * @param id a character per byte
     */
    void onId(String id);

    /**
     * A field other than data that is longer than headers may be, and counts for nothing.
     *
     * @param bytes how long its value is
     */
    default void onLongField(String field, long bytes) {
      // means nothing
    }
  }

  private enum State {
    MARK,
    NAME,
    VALUE_START,
    VALUE
  }

  private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
  private static final int MAX_NAME = 5;
  private static final int FIRST_BYTES = 256;
  private static final String MESSAGE = "message";

  private final int maxDataBytes;
  private final int maxFieldBytes;
  private final ByteBufAllocator alloc;
  private final Sink sink;

  private State state = State.MARK;
  private int markBytes;
  private boolean afterCr;
  private final StringBuilder name = new StringBuilder(MAX_NAME + 1);
  private final StringBuilder value = new StringBuilder();
  private long valueBytes;

  /** The data of the event that is being read; null for none. */
  private ByteBuf data;

  private boolean hasData;
  private long dataBytes;
  private String type = "";
  private boolean closed;
  private String id;

  /**
   * @param maxFieldBytes of a field other than data
   */
  public SseParser(ByteBufAllocator alloc, int maxDataBytes, int maxFieldBytes, Sink sink) {
    this.alloc = alloc;
    this.maxDataBytes = maxDataBytes;
    this.maxFieldBytes = maxFieldBytes;
    this.sink = sink;
  }

  void feed(ByteBuf in) {
    while (in.isReadable() && !closed) {
      if (state == State.VALUE && isData()) {
        takeData(in);
        if (!in.isReadable()) {
          return;
        }
      }
      take(in.readByte());
    }
  }

  /** Also from within the sink; nothing more is told. */
  void close() {
    closed = true;
    freeData();
  }

  private void freeData() {
    if (data != null) {
      data.release();
      data = null;
    }
  }

  private void take(byte b) {
    if (state == State.MARK) {
      if (b == MARK[markBytes]) {
        markBytes++;
        state = markBytes == MARK.length ? State.NAME : State.MARK;
        return;
      }
      state = State.NAME;
      for (int i = 0; i < markBytes; i++) {
        name.append((char) (MARK[i] & 0xFF)); // it was none, and begins a name
      }
    }
    if (b == '\n' && afterCr) {
      afterCr = false;
      return;
    }
    afterCr = b == '\r';
    if (b == '\n' || b == '\r') {
      endLine();
    } else if (state == State.NAME) {
      if (b == ':') {
        beginValue();
      } else if (name.length() <= MAX_NAME) {
        name.append((char) (b & 0xFF));
      }
    } else if (state == State.VALUE_START && b == ' ') {
      state = State.VALUE;
    } else {
      state = State.VALUE;
      if (isData()) {
        addData(b);
      } else if (!name.isEmpty() && valueBytes++ < maxFieldBytes) {
        value.append((char) (b & 0xFF));
      }
    }
  }

  private boolean isData() {
    return name.length() == 4 && name.charAt(0) == 'd' && "data".contentEquals(name);
  }

  private void beginValue() {
    state = State.VALUE_START;
    if (isData()) {
      beginData();
    }
  }

  private void beginData() {
    if (hasData) {
      addData((byte) '\n');
    }
    hasData = true;
  }

  /** All of this line's data that is there at once. */
  private void takeData(ByteBuf in) {
    int end = in.forEachByte(b -> b != '\n' && b != '\r');
    int length = (end < 0 ? in.writerIndex() : end) - in.readerIndex();
    dataBytes += length;
    if (dataBytes > maxDataBytes) {
      freeData();
      in.skipBytes(length);
    } else if (length > 0) {
      room(length).writeBytes(in, length);
    }
    afterCr = false;
  }

  private void addData(byte b) {
    dataBytes++;
    if (dataBytes > maxDataBytes) {
      freeData();
    } else {
      room(1).writeByte(b);
    }
  }

  /** Netty's own growth is in steps of 4 MiB from there on, which is quadratic. */
  private ByteBuf room(int bytes) {
    if (data == null) {
      data = alloc.buffer(Math.max(FIRST_BYTES, bytes));
    }
    int needed = data.writerIndex() + bytes;
    if (needed > data.capacity()) {
      int capacity = Math.max(needed, (int) Math.min(2L * data.capacity(), maxDataBytes));
      BufferRoom.check(capacity);
      data.capacity(capacity);
    }
    return data;
  }

  private void endLine() {
    if (state == State.NAME && name.isEmpty()) {
      dispatch();
    } else {
      if (state == State.NAME && isData()) {
        beginData();
      }
      endField();
    }
    state = State.NAME;
    name.setLength(0);
    value.setLength(0);
    valueBytes = 0;
  }

  private void endField() {
    if (valueBytes > maxFieldBytes) {
      sink.onLongField(name.toString(), valueBytes);
      return;
    }
    switch (name.toString()) {
      case "event" -> type = utf8();
      case "id" -> {
        if (value.chars().allMatch(SseParser::isSendable)) {
          id = value.toString();
        }
      }
      case "retry" -> {
        if (value.length() > 0 && value.length() <= 9 && isDigits()) {
          sink.onRetry(Long.parseLong(value.toString()));
        }
      }
      default -> {
        // data is taken already, all else means nothing
      }
    }
  }

  /** Whether a header may hold it. */
  private static boolean isSendable(int c) {
    return c >= 0x20 && c != 0x7F;
  }

  private boolean isDigits() {
    return value.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private String utf8() {
    byte[] bytes = value.toString().getBytes(StandardCharsets.ISO_8859_1);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private void dispatch() {
    if (id != null) {
      sink.onId(id);
      id = null;
    }
    try {
      if (dataBytes > maxDataBytes) {
        sink.onOversize(dataBytes);
      } else if (data != null) {
        sink.onEvent(type.isEmpty() ? MESSAGE : type, data);
      }
    } finally {
      freeData();
      hasData = false;
      dataBytes = 0;
      type = "";
    }
  }
}
