package dev.mcpmux.netty.pipe;

import dev.mcpmux.netty.log.Log;
import io.netty.buffer.ByteBuf;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.IovArray;
import io.netty.util.concurrent.FastThreadLocal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * Our end of a pipe, non-blocking, in an epoll event loop. Level-triggered: {@link #onReady} is
 * called as long as what is awaited is so. Epoll always tells of a pipe whose other end is closed,
 * so an end from which nothing is awaited is not registered.
 *
 * <p>Event loop only, except the constructor.
 */
final class PipeEnd implements EpollIoHandle {

  private static final int MAX_BUFFERS_PER_WRITE = 256;

  private static final FastThreadLocal<IovArray> VECTORS =
      new FastThreadLocal<>() {
        @Override
        protected IovArray initialValue() {
          return new IovArray(MAX_BUFFERS_PER_WRITE);
        }

        @Override
        protected void onRemoval(IovArray vectors) {
          vectors.release();
        }
      };

  private final FileDescriptor descriptor;
  private Consumer<EpollIoOps> onReady;
  private Consumer<Throwable> onFailure;
  private EpollIoOps awaited = EpollIoOps.NONE;
  private IoRegistration registration;

  PipeEnd(FileDescriptor descriptor) {
    this.descriptor = descriptor;
  }

  /**
   * What to call.
   *
   * @param failure called with what that has thrown: what Netty were given would end its loop
   */
  void onReady(Consumer<EpollIoOps> action, Consumer<Throwable> failure) {
    onReady = action;
    onFailure = failure;
  }

  /** Changes what is waited for; {@link EpollIoOps#NONE} is fine. */
  void await(IoEventLoop loop, EpollIoOps ops) {
    if (ops.equals(awaited) || !isOpen()) {
      return;
    }
    awaited = ops;
    if (ops.equals(EpollIoOps.NONE)) {
      // not submitted: Netty takes the descriptor out, but would then change what is not there
      registration.cancel();
      registration = null;
      return;
    }
    if (registration == null) {
      // on the loop it is done at once
      registration = loop.register(this).syncUninterruptibly().getNow();
    }
    registration.submit(ops);
  }

  boolean isOpen() {
    return descriptor.isOpen();
  }

  /**
   * Reads once into the writable bytes.
   *
   * @return how many bytes, 0 for an empty pipe, -1 at its end
   */
  int read(ByteBuf into) throws IOException {
    int index = into.writerIndex();
    int room = into.writableBytes();
    int count;
    if (into.hasMemoryAddress()) {
      count = descriptor.readAddress(into.memoryAddress(), index, index + room);
    } else {
      ByteBuffer bytes = into.internalNioBuffer(index, room);
      count = descriptor.read(bytes, bytes.position(), bytes.limit());
    }
    if (count > 0) {
      into.writerIndex(index + count);
    }
    return count;
  }

  /**
   * Writes once from the readable bytes of a direct buffer of one piece, and leaves its index.
   *
   * @return how many bytes, 0 for a full pipe
   */
  int write(ByteBuf from) throws IOException {
    if (from.hasMemoryAddress()) {
      return descriptor.writeAddress(from.memoryAddress(), from.readerIndex(), from.writerIndex());
    }
    ByteBuffer bytes = from.internalNioBuffer(from.readerIndex(), from.readableBytes());
    return descriptor.write(bytes, bytes.position(), bytes.limit());
  }

  /** The same from several, as many as one system call takes. */
  long write(IovArray from) throws IOException {
    return descriptor.writevAddresses(from.memoryAddress(0), from.count());
  }

  /** What the thread may gather for one {@link #write(IovArray)}; empty. */
  static IovArray gathering() {
    IovArray vectors = VECTORS.get();
    vectors.clear();
    return vectors;
  }

  @Override
  public FileDescriptor fd() {
    return descriptor;
  }

  @Override
  public void handle(IoRegistration of, IoEvent event) {
    try {
      if (isOpen()) {
        onReady.accept(((EpollIoEvent) event).ops());
      }
    } catch (RuntimeException | Error e) {
      fail(e);
    }
  }

  private void fail(Throwable failure) {
    try {
      onFailure.accept(failure);
    } catch (RuntimeException | Error e) {
      Log.bug("a pipe failed and is closed", e);
      close();
    }
  }

  /** More than once is fine. */
  @Override
  public void close() {
    awaited = EpollIoOps.NONE;
    if (registration != null) {
      registration.cancel();
      registration = null;
    }
    close(descriptor);
  }

  static void close(FileDescriptor descriptor) {
    try {
      descriptor.close();
    } catch (IOException e) {
      Log.warn("cannot close " + descriptor + ": " + e.getMessage());
    }
  }
}
