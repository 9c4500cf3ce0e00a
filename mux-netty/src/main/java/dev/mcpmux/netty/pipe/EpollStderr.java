package dev.mcpmux.netty.pipe;

import dev.mcpmux.netty.io.Buffers;
import dev.mcpmux.netty.log.Log;
import dev.mcpmux.netty.output.StderrLines;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.epoll.EpollIoOps;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Reads a child's stderr on the event loop and has it written on the helper executor. While a chunk
 * is being written nothing is read, so a child that writes more than the disk takes is held by its
 * full pipe.
 */
final class EpollStderr implements Stderr {

  private static final int CHUNK = 4 * 1024;

  private final PipeEnd pipe;
  private final StderrLines lines;
  private final Executor helper;
  private final CompletableFuture<Void> drained = new CompletableFuture<>();
  private volatile IoEventLoop loop;
  private boolean draining;
  private boolean writing;

  /**
   * @param pipe belongs to this from now on
   */
  EpollStderr(PipeEnd pipe, StderrLines lines, Executor helper) {
    this.pipe = pipe;
    this.lines = lines;
    this.helper = helper;
    pipe.onReady(ready -> read(), this::failed);
  }

  @Override
  public void start(EventLoop eventLoop) {
    loop = (IoEventLoop) eventLoop;
    read();
  }

  @Override
  public CompletionStage<Void> drained() {
    onLoop(
        () -> {
          draining = true;
          readUnlessWriting();
        });
    return drained;
  }

  @Override
  public void stop() {
    onLoop(
        () -> {
          pipe.close();
          readUnlessWriting();
        });
  }

  @Override
  public List<String> soFar() {
    return lines.soFar();
  }

  @Override
  public long bytes() {
    return lines.bytes();
  }

  @Override
  public List<String> lastLines() {
    return lines.last();
  }

  private void readUnlessWriting() {
    if (!writing) {
      read();
    }
  }

  private void read() {
    byte[] chunk = readChunk();
    if (chunk == null) {
      pipe.close();
      onHelper(this::end);
    } else if (chunk.length == 0) {
      pipe.await(loop, EpollIoOps.EPOLLIN);
      if (draining) {
        drained.complete(null);
      }
    } else {
      pipe.await(loop, EpollIoOps.NONE);
      writing = true;
      onHelper(() -> write(chunk));
    }
  }

  /** Null at the end. */
  private byte[] readChunk() {
    if (!pipe.isOpen()) {
      return null;
    }
    ByteBuf buffer = Buffers.ALLOCATOR.buffer(CHUNK);
    try {
      if (pipe.read(buffer) < 0) {
        return null;
      }
      byte[] chunk = new byte[buffer.readableBytes()];
      buffer.readBytes(chunk);
      return chunk;
    } catch (IOException e) {
      return null;
    } finally {
      buffer.release();
    }
  }

  /** Helper thread. */
  private void write(byte[] chunk) {
    lines.add(chunk, chunk.length);
    onLoop(
        () -> {
          writing = false;
          read();
        });
  }

  /** Helper thread. */
  private void end() {
    lines.end();
    drained.complete(null);
  }

  private void onHelper(Runnable task) {
    try {
      helper.execute(task);
    } catch (RejectedExecutionException e) {
      abandon();
    }
  }

  /** What it writes is read no more; it itself goes on. */
  private void failed(Throwable failure) {
    Log.bug("the stderr of a server is read no more", failure);
    abandon();
  }

  private void onLoop(Runnable task) {
    try {
      loop.execute(() -> run(task));
    } catch (RejectedExecutionException e) {
      abandon();
    }
  }

  private void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      failed(e);
    }
  }

  /** Nobody reads it any more. */
  private void abandon() {
    pipe.close();
    drained.complete(null);
  }
}
