package dev.mcpmux.netty;

import dev.mcpmux.core.UpstreamExit;
import io.netty.buffer.ByteBuf;
import io.netty.channel.AbstractChannel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.EventLoop;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;

/**
 * A child process as a channel: what is written goes to its stdin, what is read comes from its
 * stdout. Active from registration until {@link #exited}; a child that closes its stdout or stdin
 * is not gone, so neither ends the channel.
 *
 * <h2>Threads</h2>
 *
 * A reader and a writer thread carry the bytes, because the pipes of {@link Process} only block;
 * everything else happens on the event loop.
 *
 * <h2>Reference Counting</h2>
 *
 * As in any channel, a written buffer is released when it was written or has failed. The writer
 * thread holds a reference of its own while it writes.
 *
 * <h2>Writability and Flow Control</h2>
 *
 * A buffer stays in the {@link ChannelOutboundBuffer} until the child's pipe has taken it, so the
 * write watermarks mean what they say. The reader reads once per {@code read()}: with auto-read off
 * the child is held by its full pipe.
 */
final class ProcessChannel extends AbstractChannel {

  private static final ChannelMetadata METADATA = new ChannelMetadata(false);
  private static final int MAX_MESSAGES_PER_WRITE = 64;

  /** The message that closes stdin once everything before it was written. */
  private static final Object END_OF_INPUT = new Object();

  private final ChannelConfig config = new DefaultChannelConfig(this);
  private final ProcessAddress address;
  private final PipeReader reader;
  private final PipeWriter writer;
  private final CompletableFuture<String> broken = new CompletableFuture<>();

  private volatile boolean open = true;
  private boolean readPending;
  private boolean writing;
  private IOException writeFailure;
  private UpstreamExit exit;

  /**
   * @param name of the server, for thread names
   */
  ProcessChannel(Process process, String name) {
    super(null);
    address = new ProcessAddress(process.pid(), name);
    reader = new PipeReader(this, process.getInputStream());
    writer = new PipeWriter(this, process.getOutputStream());
  }

  /** Closes the child's stdin after what was written before. */
  void endInput() {
    writeAndFlush(END_OF_INPUT);
  }

  /**
   * Completes, on the event loop, with a clause for people when stdout has ended or stdin takes no
   * more.
   */
  CompletionStage<String> broken() {
    return broken;
  }

  /** Any thread: whether stdout was read to its end, or nothing has come for so long since then. */
  boolean isDrained(long since, long quietNanos) {
    return reader.isEnded() || System.nanoTime() - Math.max(since, reader.lastRead()) > quietNanos;
  }

  /** The process has ended and its output was read: closes the channel. */
  void exited(UpstreamExit how) {
    exit = how;
    close();
  }

  /** Why the channel was closed; after a close that was none of the child's doing, just that. */
  UpstreamExit exit() {
    return exit != null ? exit : new UpstreamExit("was disconnected", List.of());
  }

  /** Reader thread: some output. */
  void received(ByteBuf bytes) {
    onLoop(
        () -> {
          readPending = false;
          pipeline().fireChannelRead(bytes);
          pipeline().fireChannelReadComplete();
        },
        bytes);
  }

  /** Reader thread: the end of the output. */
  void outputEnded() {
    onLoop(() -> broken.complete("closed its stdout"), null);
  }

  /** Writer thread: the first {@code count} buffers were written, or failed. */
  void written(int count, IOException failure) {
    onLoop(() -> ((ProcessUnsafe) unsafe()).written(count, failure), null);
  }

  private void onLoop(Runnable task, Object toRelease) {
    try {
      eventLoop().execute(task);
    } catch (RejectedExecutionException e) {
      // the loop has been shut down, nobody wants it any more
      ReferenceCountUtil.release(toRelease);
    }
  }

  @Override
  protected void doRegister(ChannelPromise promise) {
    reader.start();
    writer.start();
    promise.setSuccess();
  }

  @Override
  protected void doBeginRead() {
    if (!readPending) {
      readPending = true;
      reader.readOnce();
    }
  }

  @Override
  protected Object filterOutboundMessage(Object message) {
    if (message instanceof ByteBuf || message == END_OF_INPUT) {
      return message;
    }
    throw new UnsupportedOperationException("message type: " + message.getClass().getName());
  }

  @Override
  protected void doWrite(ChannelOutboundBuffer out) throws Exception {
    if (writeFailure != null) {
      while (out.current() != null) {
        out.remove(writeFailure);
      }
    } else if (!writing && out.current() != null) {
      List<Object> batch = new ArrayList<>();
      out.forEachFlushedMessage(
          message -> {
            batch.add(ReferenceCountUtil.retain(message));
            return batch.size() < MAX_MESSAGES_PER_WRITE;
          });
      writing = true;
      writer.write(batch, END_OF_INPUT);
    }
  }

  @Override
  protected void doClose() {
    open = false;
    reader.stop();
    writer.stop();
  }

  @Override
  protected void doBind(SocketAddress localAddress) {
    throw new UnsupportedOperationException();
  }

  @Override
  protected void doDisconnect() {
    doClose();
  }

  @Override
  protected AbstractUnsafe newUnsafe() {
    return new ProcessUnsafe();
  }

  @Override
  protected boolean isCompatible(EventLoop loop) {
    return true;
  }

  @Override
  protected SocketAddress localAddress0() {
    return null;
  }

  @Override
  protected SocketAddress remoteAddress0() {
    return address;
  }

  @Override
  public ChannelConfig config() {
    return config;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public boolean isActive() {
    return open;
  }

  @Override
  public ChannelMetadata metadata() {
    return METADATA;
  }

  private final class ProcessUnsafe extends AbstractUnsafe {

    @Override
    public void connect(SocketAddress remote, SocketAddress local, ChannelPromise promise) {
      promise.setFailure(new UnsupportedOperationException());
    }

    void written(int count, IOException failure) {
      writing = false;
      ChannelOutboundBuffer out = outboundBuffer();
      if (out == null) {
        return;
      }
      if (failure != null) {
        writeFailure = failure;
        broken.complete("closed its stdin");
      }
      for (int i = 0; i < count; i++) {
        out.remove();
      }
      flush0();
    }
  }

  /** Names the process in logs. */
  static final class ProcessAddress extends SocketAddress {
    private static final long serialVersionUID = 1;
    private final long pid;
    private final String name;

    ProcessAddress(long pid, String name) {
      this.pid = pid;
      this.name = name;
    }

    @Override
    public String toString() {
      return name + " (pid " + pid + ")";
    }
  }
}
