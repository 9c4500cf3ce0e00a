package dev.mcpmux.netty.socket;

import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameFault;
import dev.mcpmux.core.frame.FrameKind;
import dev.mcpmux.core.frame.FrameScanner;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.Method;
import dev.mcpmux.core.port.SessionState;
import dev.mcpmux.netty.drive.MuxDriver;
import dev.mcpmux.netty.io.Buffers;
import dev.mcpmux.netty.remote.body.ArrayMembers;
import dev.mcpmux.netty.wire.ByteBufSplicer;
import dev.mcpmux.netty.wire.ControlLine;
import dev.mcpmux.netty.wire.Frame;
import dev.mcpmux.netty.wire.RelayLine;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;

/**
 * Opens a session as another daemon had it: says {@code initialize} in the place of its client,
 * keeps the answer from it, and then lets its client go on. What the client sends meanwhile waits.
 * Where its server cannot be had, its requests are answered with the server's error, and each tries
 * again. Goes as soon as the session is what it was.
 *
 * <h2>Reference Counting</h2>
 *
 * What waits is kept in buffers of its own, released when it has gone on, or with this handler.
 */
final class ResumeHandler extends ChannelDuplexHandler {

  static final int MAX_FRAMES = 256;
  static final int MAX_BYTES = 1 << 20;

  /** No client has it: ids of clients are not those of a session that is being resumed. */
  private static final byte[] ID =
      ('"' + SessionState.RESUMING + '"').getBytes(StandardCharsets.UTF_8);

  private static final String TOO_MUCH =
      "{\"code\":-32603,\"message\":\"the session is being resumed, and too much waits for it:"
          + " try again\",\"data\":{\"mcpmux\":\"busy\"}}";

  private enum Phase {
    /** {@code initialize} is not answered. */
    ASKS,
    /** It is, and what follows from it is about to happen. */
    ANSWERED,
    /** It was answered with an error; the next request asks again. */
    FAILED
  }

  private final MuxDriver driver;
  private final SocketLink session;
  private final SessionState before;
  private final FrameScanner scanner = new FrameScanner();
  private final ArrayDeque<ByteBuf> waiting = new ArrayDeque<>();
  private int waitingBytes;
  private ControlLine end;
  private Phase phase = Phase.ASKS;

  ResumeHandler(MuxDriver driver, SocketLink session, SessionState before) {
    this.driver = driver;
    this.session = session;
    this.before = before;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    session.keepsState(true); // what it brings says more than what is there so far
    ask();
  }

  private void ask() {
    phase = Phase.ASKS;
    byte[] head = "{\"jsonrpc\":\"2.0\",\"id\":".getBytes(StandardCharsets.UTF_8);
    byte[] middle = ",\"method\":\"initialize\",\"params\":".getBytes(StandardCharsets.UTF_8);
    ByteBuf initialize =
        Buffers.ALLOCATOR
            .buffer(
                head.length + ID.length + middle.length + before.greeting().initialize().length + 1)
            .writeBytes(head)
            .writeBytes(ID)
            .writeBytes(middle)
            .writeBytes(before.greeting().initialize())
            .writeByte('}');
    try {
      driver.onSessionFrame(session, frame(initialize));
      driver.onReadComplete();
    } finally {
      initialize.release();
    }
  }

  private static Frame frame(ByteBuf line) {
    FrameScanner own = new FrameScanner();
    own.finish(line.nioBuffer(), 0, line.readableBytes());
    Frame frame = new Frame(own.view());
    frame.set(line, line.readerIndex());
    return frame;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    Frame frame = (Frame) message;
    FrameView view = frame.view();
    boolean request =
        view.fault() == FrameFault.ARRAY
            || view.kind() == FrameKind.REQUEST && view.method() != Method.PING;
    boolean waits = request || view.kind() == FrameKind.NOTIFICATION;
    if (!waits || phase == Phase.FAILED && !request) {
      ctx.fireChannelRead(message);
    } else if (waiting.size() < MAX_FRAMES && waitingBytes + (long) frame.length() <= MAX_BYTES
        || waiting.isEmpty()) {
      waiting.add(frame.keep());
      waitingBytes += frame.length();
    } else if (request) {
      ByteBuf line = frame.keep();
      try {
        refuse(ctx, line, TOO_MUCH);
      } finally {
        line.release();
      }
    }
    if (phase == Phase.FAILED && request) {
      ask();
    }
  }

  /** Answers each request in a line, which may be a batch. */
  private static void refuse(ChannelHandlerContext ctx, ByteBuf line, String error) {
    List<ByteBuf> messages =
        frame(line).view().fault() == FrameFault.ARRAY ? ArrayMembers.of(line) : List.of(line);
    for (ByteBuf message : messages) {
      FrameView view = frame(message).view();
      if (view.kind() == FrameKind.REQUEST) {
        refuse(ctx, view.raw(Field.ID), error);
      }
    }
  }

  private static void refuse(ChannelHandlerContext ctx, byte[] id, String error) {
    String line =
        "{\"jsonrpc\":\"2.0\",\"id\":"
            + new String(id, StandardCharsets.UTF_8)
            + ",\"error\":"
            + error
            + "}";
    ctx.writeAndFlush(
        ByteBufSplicer.line(Buffers.ALLOCATOR, line.getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    boolean ends = event instanceof ControlLine line && RelayLine.of(line).endOfInput();
    if (ends && phase != Phase.FAILED) {
      end = (ControlLine) event; // behind what came before it
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (phase != Phase.ASKS || !(message instanceof ByteBuf line) || !isAnswer(line)) {
      ctx.write(message, promise);
      return;
    }
    phase = Phase.ANSWERED;
    FrameView answer = scanner.view();
    String error =
        answer.has(Field.ERROR) ? new String(answer.raw(Field.ERROR), StandardCharsets.UTF_8) : "";
    line.release();
    if (!promise.isVoid()) {
      promise.setSuccess();
    }
    // from within an event of the core
    ctx.executor().execute(() -> answered(ctx, error));
  }

  private boolean isAnswer(ByteBuf line) {
    ByteBuffer bytes = line.nioBuffer();
    scanner.reset();
    scanner.scan(bytes, 0, bytes.limit());
    FrameKind kind = scanner.view().kind();
    return (kind == FrameKind.RESPONSE || kind == FrameKind.ERROR_RESPONSE)
        && Arrays.equals(ID, scanner.view().raw(Field.ID));
  }

  private void answered(ChannelHandlerContext ctx, String error) {
    if (ctx.isRemoved()) {
      return;
    }
    if (error.isEmpty()) {
      session.keepsState(false);
      driver.onSessionResumed(session, before);
      goOn(ctx);
      ctx.pipeline().remove(this);
    } else {
      phase = Phase.FAILED;
      fail(ctx, error);
    }
    if (end != null) {
      ctx.fireUserEventTriggered(end);
      end = null;
    }
  }

  private void goOn(ChannelHandlerContext ctx) {
    for (ByteBuf line = poll(); line != null; line = poll()) {
      try {
        ctx.fireChannelRead(frame(line));
      } finally {
        line.release();
      }
    }
    ctx.fireChannelReadComplete();
  }

  /** Those that wait have the server's error; it is asked again for the next. */
  private void fail(ChannelHandlerContext ctx, String error) {
    for (ByteBuf line = poll(); line != null; line = poll()) {
      try {
        refuse(ctx, line, error);
      } finally {
        line.release();
      }
    }
  }

  private ByteBuf poll() {
    ByteBuf line = waiting.poll();
    if (line != null) {
      waitingBytes -= line.readableBytes();
    }
    return line;
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    for (ByteBuf line = poll(); line != null; line = poll()) {
      line.release();
    }
  }
}
