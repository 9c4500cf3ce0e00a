package dev.mcpmux.netty.pipe;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.RecvByteBufAllocator.ExtendedHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.IovArray;
import io.netty.channel.unix.UnixChannelUtil;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;

/**
 * A child whose pipes are in the event loop, as a socket would be: no thread, and a child that
 * closes its stdin is noticed before anything is written to it.
 *
 * <h2>Reference Counting</h2>
 *
 * As in any channel: a written buffer is released when it was written or has failed, one that was
 * read belongs to the pipeline.
 */
final class EpollProcessChannel extends ProcessChannel {

  /** What a pipe of Linux holds by default. */
  private static final int PIPE_BYTES = 64 * 1024;

  private final PipeEnd input;
  private final PipeEnd output;
  private final CompletableFuture<Void> drained = new CompletableFuture<>();
  private boolean draining;
  private boolean readPending;
  private boolean inputFull;

  /**
   * @param name of the server, for logs
   * @param input our end of its stdin; belongs to the channel from now on
   * @param output our end of its stdout; likewise
   */
  EpollProcessChannel(long pid, String name, PipeEnd input, PipeEnd output) {
    super(pid, name);
    this.input = input;
    this.output = output;
    input.onReady(this::onInputReady, this::failed);
    output.onReady(ready -> readOutput(), this::failed);
  }

  @Override
  public CompletionStage<Void> drained() {
    try {
      eventLoop()
          .execute(
              () -> {
                draining = true;
                drainSafely();
              });
    } catch (RejectedExecutionException e) {
      drained.complete(null);
    }
    return drained;
  }

  private void drainSafely() {
    try {
      drain();
    } catch (RuntimeException | Error e) {
      failed(e);
    }
  }

  /** A pipe that is empty now has given all of a process that has ended. */
  private void drain() {
    if (!output.isOpen()) {
      drained.complete(null);
    } else if (readPending) {
      readOutput();
    }
    // else it goes on with the next read()
  }

  @Override
  protected void doRegister(ChannelPromise promise) {
    // which comes when nobody can read it any more
    input.await(loop(), EpollIoOps.EPOLLERR);
    promise.setSuccess();
  }

  @Override
  protected void doBeginRead() {
    readPending = true;
    output.await(loop(), EpollIoOps.EPOLLIN);
  }

  private void readOutput() {
    ExtendedHandle sizes = (ExtendedHandle) unsafe().recvBufAllocHandle();
    sizes.reset(config());
    int count;
    do {
      count = readOnce(sizes);
    } while (count > 0 && output.isOpen() && sizes.continueReading());
    sizes.readComplete();
    if (count < 0) {
      output.close();
    }
    pipeline().fireChannelReadComplete();
    if (count < 0) {
      outputBroken();
    } else if (!readPending) {
      output.await(loop(), EpollIoOps.NONE);
    }
    if (draining && count > 0) {
      eventLoop().execute(this::drainSafely);
    } else if (draining) {
      drained.complete(null);
    }
  }

  /** How many bytes came, 0 for an empty pipe, -1 at its end. */
  private int readOnce(ExtendedHandle sizes) {
    ByteBuf room = roomForRead();
    ByteBuf bytes = room != null ? room : sizes.allocate(alloc());
    // a pipe that gives as much as it holds may have been filled again
    sizes.attemptedBytesRead(Math.min(bytes.writableBytes(), PIPE_BYTES));
    int count;
    try {
      count = output.read(bytes);
    } catch (IOException e) {
      count = -1;
    } catch (RuntimeException | Error e) {
      bytes.release();
      throw e;
    }
    sizes.lastBytesRead(count);
    if (count > 0) {
      sizes.incMessagesRead(1);
      readPending = false;
      pipeline().fireChannelRead(bytes);
    } else {
      bytes.release();
    }
    return count;
  }

  private void onInputReady(EpollIoOps ready) {
    if (ready.contains(EpollIoOps.EPOLLERR)) {
      input.close();
      inputBroken(new IOException("Broken pipe"));
    }
    inputFull = false;
    flushNow();
    if (!inputFull) {
      input.await(loop(), EpollIoOps.EPOLLERR);
    }
  }

  /** What is not in direct memory cannot be written from where it is. */
  @Override
  protected Object filterOutboundMessage(Object message) {
    Object checked = super.filterOutboundMessage(message);
    if (!(checked instanceof ByteBuf bytes) || !UnixChannelUtil.isBufferCopyNeededForWrite(bytes)) {
      return checked;
    }
    try {
      return alloc().directBuffer(bytes.readableBytes()).writeBytes(bytes);
    } finally {
      bytes.release();
    }
  }

  @Override
  void write(ChannelOutboundBuffer out) throws Exception {
    try {
      while (!inputFull && out.current() != null) {
        if (!input.isOpen()) {
          out.remove(new ClosedChannelException());
        } else if (out.current() == END_OF_INPUT) {
          input.close();
          out.remove();
        } else {
          writeOnce(out);
        }
      }
    } catch (IOException e) {
      input.close();
      inputBroken(e);
    }
  }

  private void writeOnce(ChannelOutboundBuffer out) throws Exception {
    ByteBuf first = (ByteBuf) out.current();
    long wanted;
    long written;
    if (out.size() == 1 && first.nioBufferCount() == 1) {
      wanted = first.readableBytes();
      written = input.write(first);
    } else {
      // up to the message that ends the input, which is no buffer
      IovArray gathered = PipeEnd.gathering();
      out.forEachFlushedMessage(gathered);
      wanted = gathered.size();
      written = input.write(gathered);
    }
    out.removeBytes(written);
    if (written < wanted) {
      inputFull = true;
      input.await(loop(), EpollIoOps.EPOLLOUT);
    }
  }

  @Override
  void closePipes() {
    input.close();
    output.close();
    drained.complete(null);
  }

  private IoEventLoop loop() {
    return (IoEventLoop) eventLoop();
  }

  @Override
  protected boolean isCompatible(EventLoop loop) {
    return loop instanceof IoEventLoop io && io.isCompatible(PipeEnd.class);
  }
}
