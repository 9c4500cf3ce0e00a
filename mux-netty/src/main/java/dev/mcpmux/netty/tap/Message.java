package dev.mcpmux.netty.tap;

import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameFault;
import dev.mcpmux.core.frame.FrameKind;
import dev.mcpmux.core.frame.FrameScanner;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.Method;
import dev.mcpmux.core.frame.ValueType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Reads what a tap shows of a frame. Nothing here keeps the frame. */
final class Message {

  /** Of a name that a peer chose. */
  private static final int MAX_NAME_BYTES = 200;

  private Message() {}

  static FrameView scan(byte[] frame) {
    FrameScanner scanner = new FrameScanner();
    scanner.finish(ByteBuffer.wrap(frame), 0, frame.length);
    return scanner.view();
  }

  static TapFrame.TapHead head(FrameView frame) {
    FrameKind kind = frame.kind();
    boolean failed =
        kind == FrameKind.ERROR_RESPONSE
            || kind == FrameKind.INVALID && !isBatch(frame)
            || frame.is(Field.RESULT_IS_ERROR, ValueType.TRUE);
    return new TapFrame.TapHead(kind, method(frame), tool(frame), failed, fault(frame));
  }

  static boolean isReply(FrameView frame) {
    return frame.kind() == FrameKind.RESPONSE || frame.kind() == FrameKind.ERROR_RESPONSE;
  }

  static boolean isBatch(FrameView frame) {
    return frame.fault() == FrameFault.ARRAY;
  }

  static boolean sameMethod(FrameView one, FrameView other) {
    return one.kind() == other.kind()
        && one.method() == other.method()
        && (one.method() != Method.UNKNOWN || method(one).equals(method(other)));
  }

  /** What there is to say of a frame that is passed to nobody; null for nothing. */
  private static String fault(FrameView frame) {
    if (isBatch(frame)) {
      return "batch";
    }
    return frame.faultText().isEmpty() ? null : frame.faultText();
  }

  /** The id as it is written; null for none. */
  static String id(FrameView frame) {
    return token(frame, Field.ID);
  }

  /** The id of the request that is cancelled; null for none. */
  static String cancelled(FrameView frame) {
    return token(frame, Field.REQUEST_ID);
  }

  private static String token(FrameView frame, Field field) {
    byte[] token = frame.raw(field);
    return token == null ? null : new String(token, StandardCharsets.UTF_8);
  }

  /** An id of ours, as we write it, however it has come back; null for none. */
  static String ownId(FrameView frame) {
    long id = frame.idAsLong();
    return id >= 0 ? Long.toString(id) : id(frame);
  }

  /** Whether they are there: of a message that is too long nobody has them. */
  static boolean hasBytes(FrameView frame) {
    return frame.fault() != FrameFault.OVERSIZE;
  }

  /**
   * The first bytes of the frame; null for none.
   *
   * @param max how many at most
   */
  static byte[] bytes(FrameView frame, int max) {
    int length = (int) Math.min(max, hasBytes(frame) ? frame.frameBytes() : 0);
    if (length == 0) {
      return null;
    }
    byte[] copy = new byte[length];
    frame.bytes().get(frame.offset(), copy, 0, length);
    return copy;
  }

  private static String method(FrameView frame) {
    return frame.method() == Method.UNKNOWN ? name(frame, Field.METHOD) : frame.method().wireName();
  }

  private static String tool(FrameView frame) {
    return switch (frame.method()) {
      case TOOLS_CALL, PROMPTS_GET -> name(frame, Field.NAME);
      case RESOURCES_READ, RESOURCES_SUBSCRIBE, RESOURCES_UNSUBSCRIBE -> name(frame, Field.URI);
      default -> null;
    };
  }

  private static String name(FrameView frame, Field field) {
    if (!frame.is(field, ValueType.STRING)) {
      return null;
    }
    return frame.end(field) - frame.start(field) <= MAX_NAME_BYTES
        ? frame.text(field)
        : "(a name of " + (frame.end(field) - frame.start(field)) + " bytes)";
  }
}
