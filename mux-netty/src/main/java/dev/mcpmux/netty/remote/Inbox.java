package dev.mcpmux.netty.remote;

import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameFault;
import dev.mcpmux.core.frame.FrameKind;
import dev.mcpmux.core.frame.FrameScanner;
import dev.mcpmux.core.frame.FrameView;
import io.netty.buffer.ByteBuf;

/**
 * What a server says, on whatever stream: told to the owner as the core's frames are, in one line.
 *
 * <h2>Reference Counting</h2>
 *
 * Messages are lent.
 *
 * <p>Event loop only.
 */
final class Inbox {

  private final RemoteOwner owner;
  private final Wire wire;
  private final Outbox outbox;
  private final FrameScanner scanner = new FrameScanner();

  Inbox(RemoteOwner owner, Wire wire, Outbox outbox) {
    this.owner = owner;
    this.wire = wire;
    this.outbox = outbox;
  }

  /**
   * @param request on whose stream it came; 0 for none
   * @param message changed where it has line ends in it
   */
  void deliver(long request, ByteBuf message) {
    putSpaces(message, (byte) '\n');
    putSpaces(message, (byte) '\r');
    scanner.reset();
    if (!scanner.finish(message.nioBuffer(), 0, message.readableBytes())) {
      return;
    }
    FrameView view = scanner.view();
    boolean reply = view.kind() == FrameKind.RESPONSE || view.kind() == FrameKind.ERROR_RESPONSE;
    long id = reply ? view.idAsLong() : view.fault() == FrameFault.ARRAY ? request : 0;
    if (id == outbox.initializeId() && view.kind() == FrameKind.RESPONSE) {
      wire.protocolVersion = ProtocolVersion.of(view.raw(Field.RESULT));
    }
    owner.onMessage(request, message, view);
    outbox.answered(id);
  }

  /** A message over HTTP may be written in lines, for the core it is one. */
  private static void putSpaces(ByteBuf message, byte end) {
    int at = message.indexOf(message.readerIndex(), message.writerIndex(), end);
    while (at >= 0) {
      message.setByte(at, ' ');
      at = message.indexOf(at + 1, message.writerIndex(), end);
    }
  }
}
