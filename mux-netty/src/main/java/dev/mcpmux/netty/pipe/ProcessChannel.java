package dev.mcpmux.netty.pipe;

import dev.mcpmux.core.port.UpstreamExit;
import dev.mcpmux.netty.log.Log;
import io.netty.buffer.ByteBuf;
import io.netty.channel.AbstractChannel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelConfig;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * A child process as a channel: what is written goes to its stdin, what is read comes from its
 * stdout. Active from registration until {@link #exited}; a child that closes its stdout or stdin
 * is not gone, so neither ends the channel. How the bytes get there is for the two kinds to know:
 * {@link EpollProcessChannel}, and {@link ThreadedProcessChannel} where there is no epoll.
 *
 * <h2>Writability and Flow Control</h2>
 *
 * A buffer stays in the {@link ChannelOutboundBuffer} until the child's pipe has taken it, so the
 * write watermarks mean what they say. With auto-read off the child is held by its full pipe.
 */
public abstract sealed class ProcessChannel extends AbstractChannel
    permits EpollProcessChannel, ThreadedProcessChannel {

  /** The message that closes stdin once everything before it was written. */
  static final Object END_OF_INPUT = new Object();

  private static final int MAX_MESSAGES_PER_READ = 16;
  private static final ChannelMetadata METADATA = new ChannelMetadata(false, MAX_MESSAGES_PER_READ);

  private final ChannelConfig config = new DefaultChannelConfig(this);
  private final ProcessAddress address;
  private final CompletableFuture<String> broken = new CompletableFuture<>();

  private Supplier<ByteBuf> roomForRead = () -> null;
  private volatile boolean open = true;
  private IOException writeFailure;
  private UpstreamExit exit;

  /**
   * @param name of the server, for logs
   */
  ProcessChannel(long pid, String name) {
    super(null);
    address = new ProcessAddress(pid, name);
  }

  /**
   * Where bytes may be read to, if the kind of channel can.
   *
   * @param room gives a buffer with room and one reference more, or null; called in the event loop
   */
  public final void readInto(Supplier<ByteBuf> room) {
    roomForRead = room;
  }

  /** As given to {@link #readInto}. */
  final ByteBuf roomForRead() {
    return roomForRead.get();
  }

  /** Closes the child's stdin after what was written before. */
  public final void endInput() {
    writeAndFlush(END_OF_INPUT);
  }

  /**
   * Completes, on the event loop, with a clause for people when stdout has ended or stdin takes no
   * more.
   */
  public final CompletionStage<String> broken() {
    return broken;
  }

  /**
   * The process has ended: completes when what it wrote before was handed to the pipeline. Any
   * thread, once.
   */
  public abstract CompletionStage<Void> drained();

  /** The process has ended and its output was read: closes the channel. */
  public final void exited(UpstreamExit how) {
    exit = how;
    close();
  }

  /** Why the channel was closed; after a close that was none of the child's doing, just that. */
  public final UpstreamExit exit() {
    return exit != null ? exit : new UpstreamExit("was disconnected", List.of());
  }

  /** Something was thrown on the way of its bytes: the pipeline's last handler ends it. */
  final void failed(Throwable failure) {
    pipeline().fireExceptionCaught(failure);
  }

  /** Nothing more will come from stdout. */
  final void outputBroken() {
    broken.complete("closed its stdout");
  }

  /** Stdin takes no more; what is still to be written fails. */
  final void inputBroken(IOException cause) {
    if (writeFailure == null) {
      writeFailure = cause;
      broken.complete("closed its stdin");
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
  protected final void doWrite(ChannelOutboundBuffer out) {
    if (writeFailure == null) {
      try {
        write(out);
      } catch (Exception | Error e) {
        // Netty would close it without telling anybody
        Log.bug("what is written to " + address + " is lost", e);
        inputBroken(new IOException("cannot be written", e));
      }
    }
    // it may have failed just now
    while (writeFailure != null && out.current() != null) {
      out.remove(writeFailure);
    }
  }

  /** Writes what can be written now, and sees to it that the rest follows. */
  abstract void write(ChannelOutboundBuffer out) throws Exception;

  @Override
  protected final void doClose() {
    open = false;
    closePipes();
  }

  abstract void closePipes();

  @Override
  protected final void doBind(SocketAddress localAddress) {
    throw new UnsupportedOperationException();
  }

  @Override
  protected final void doDisconnect() {
    doClose();
  }

  @Override
  protected final AbstractUnsafe newUnsafe() {
    return new ProcessUnsafe();
  }

  /** Tries again to write. */
  final void flushNow() {
    ((ProcessUnsafe) unsafe()).flushNow();
  }

  @Override
  protected final SocketAddress localAddress0() {
    return null;
  }

  @Override
  protected final SocketAddress remoteAddress0() {
    return address;
  }

  @Override
  public final ChannelConfig config() {
    return config;
  }

  @Override
  public final boolean isOpen() {
    return open;
  }

  @Override
  public final boolean isActive() {
    return open;
  }

  @Override
  public final ChannelMetadata metadata() {
    return METADATA;
  }

  private final class ProcessUnsafe extends AbstractUnsafe {

    @Override
    public void connect(SocketAddress remote, SocketAddress local, ChannelPromise promise) {
      promise.setFailure(new UnsupportedOperationException());
    }

    void flushNow() {
      flush0();
    }
  }

  /** Names the process in logs. */
  private static final class ProcessAddress extends SocketAddress {
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
