package dev.mcpmux.netty.remote;

import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameFault;
import dev.mcpmux.core.frame.FrameKind;
import dev.mcpmux.core.frame.FrameScanner;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.netty.remote.body.ArrayMembers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/**
 * What a server says, on whatever stream: told to the owner as the core's frames are, in one line,
 * each alone. What can only be the reply to one request is made that, in whatever form it comes:
 * within an array, with our number as a string, or as an error for nobody in the answer to the
 * request.
 *
 * <h2>Reference Counting</h2>
 *
 * Messages are lent.
 *
 * <p>Event loop only.
 */
final class Inbox {

  private static final int MARK = 0xEFBBBF;

  private final RemoteUpstream upstream;
  private final RemoteOwner owner;
  private final FrameScanner scanner = new FrameScanner();

  Inbox(RemoteUpstream upstream, RemoteOwner owner) {
    this.upstream = upstream;
    this.owner = owner;
  }

  /**
   * @param request on whose stream it came; 0 for none
   * @param message changed where it has line ends in it
   */
  void deliver(long request, ByteBuf message) {
    putOnOneLine(message);
    FrameView view = scan(message);
    if (view == null || view.fault() == FrameFault.BLANK) {
      upstream.log("sent an empty message");
    } else if (view.fault() == FrameFault.ARRAY) {
      for (ByteBuf member : ArrayMembers.of(message)) {
        one(request, member, scan(member));
      }
    } else {
      one(request, message, view);
    }
  }

  /** A message over HTTP may be written in lines, and behind a byte order mark. */
  static void putOnOneLine(ByteBuf message) {
    if (message.readableBytes() >= 3 && message.getUnsignedMedium(message.readerIndex()) == MARK) {
      message.skipBytes(3);
    }
    putSpaces(message, (byte) '\n');
    putSpaces(message, (byte) '\r');
  }

  private static void putSpaces(ByteBuf message, byte end) {
    int at = message.indexOf(message.readerIndex(), message.writerIndex(), end);
    while (at >= 0) {
      message.setByte(at, ' ');
      at = message.indexOf(at + 1, message.writerIndex(), end);
    }
  }

  /** Null when there is nothing. */
  private FrameView scan(ByteBuf message) {
    scanner.reset();
    return scanner.finish(message.nioBuffer(), 0, message.readableBytes()) ? scanner.view() : null;
  }

  private void one(long request, ByteBuf message, FrameView view) {
    switch (view.kind()) {
      case RESPONSE, ERROR_RESPONSE ->
          reply(request, message, view, upstream.session().ofMessage(view, ""));
      case INVALID -> noMessage(request, message, view);
      default -> owner.onMessage(request, message, view);
    }
  }

  private void reply(long request, ByteBuf message, FrameView view, SessionCheck.Verdict verdict) {
    long id = view.idAsLong();
    if (id < 0) {
      ByteBuf plain = withPlainId(request, message, view);
      if (plain != null) {
        reply(request, plain, scan(plain), verdict);
        return;
      }
    }
    Post post = upstream.outbox().awaiting(id);
    if (view.kind() == FrameKind.ERROR_RESPONSE
        && post != null
        && post.holdBack(verdict, message, view)) {
      return;
    }
    if (id == upstream.outbox().initializeId() && view.kind() == FrameKind.RESPONSE) {
      upstream.onBegun(view.raw(Field.RESULT));
    }
    owner.onMessage(request, message, view);
    if (post != null) {
      post.answered();
    }
  }

  /**
   * The reply under the id of the only request that it can be meant for; null when there is none.
   */
  private ByteBuf withPlainId(long request, ByteBuf message, FrameView view) {
    if (!view.has(Field.ID)) {
      return request > 0 && view.kind() == FrameKind.ERROR_RESPONSE
          ? Unpooled.wrappedBuffer(RemoteErrors.withId(view, request))
          : null;
    }
    long meant = meant(view.text(Field.ID));
    if (upstream.outbox().awaiting(meant) == null) {
      return null;
    }
    int from = message.readerIndex();
    return Unpooled.wrappedBuffer(
        bytes(message, from, view.start(Field.ID)),
        Long.toString(meant).getBytes(StandardCharsets.US_ASCII),
        bytes(message, from + view.end(Field.ID), message.readableBytes() - view.end(Field.ID)));
  }

  private static byte[] bytes(ByteBuf message, int from, int length) {
    byte[] bytes = new byte[length];
    message.getBytes(from, bytes);
    return bytes;
  }

  /** The number in {@code "1"}, {@code 1.0} or {@code 1e0}; ours are whole. -1 for none. */
  private static long meant(String id) {
    return id.matches("\\d{1,16}(?:\\.0{1,16})?(?:[eE]\\+?0{1,3})?")
        ? Long.parseLong(id.replaceFirst("[.eE].*", ""))
        : -1;
  }

  /** The core ends the request whose id it has, if it has one. */
  private void noMessage(long request, ByteBuf message, FrameView view) {
    boolean error = view.has(Field.ERROR) && !view.looksLikeRequest();
    // What was meant for another session is not shown, and may be meant for any.
    String words = view.has(Field.RESULT) ? "" : upstream.complaints().words().of(text(message));
    upstream.log(
        "sent what is no message ("
            + view.faultText()
            + ")"
            + (words.isEmpty() ? "" : ": " + words));
    Post post = upstream.outbox().awaiting(request);
    if (post != null
        && error
        && post.holdBack(upstream.session().ofMessage(view, text(message)), message, view)) {
      return;
    }
    owner.onMessage(request, message, view);
    if (post != null && error) {
      post.fail("answered with an error that is no JSON-RPC: " + words);
    }
  }

  /** The message as far as it is looked at. */
  static String text(ByteBuf message) {
    int length = Math.min(message.readableBytes(), Answer.MAX_TEXT_BYTES);
    return message.toString(message.readerIndex(), length, StandardCharsets.UTF_8);
  }
}
