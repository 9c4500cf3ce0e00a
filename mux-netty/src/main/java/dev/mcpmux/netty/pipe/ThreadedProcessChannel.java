package dev.mcpmux.netty.pipe;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;

/**
 * A child whose pipes only block, as those of {@link Process} do: a reader and a writer thread
 * carry the bytes, and everything else happens on the event loop.
 *
 * <h2>Reference Counting</h2>
 *
 * As in any channel, a written buffer is released when it was written or has failed. The writer
 * thread holds a reference of its own while it writes.
 */
public final class ThreadedProcessChannel extends ProcessChannel {

  private static final int MAX_MESSAGES_PER_WRITE = 64;

  private final PipeReader reader;
  private final PipeWriter writer;
  private final ScheduledExecutorService helper;
  private boolean readPending;
  private boolean writing;

  /**
   * @param name of the server, for thread names
   */
  public ThreadedProcessChannel(Process process, String name, ScheduledExecutorService helper) {
    super(process.pid(), name);
    this.helper = helper;
    reader = new PipeReader(this, process.getInputStream());
    writer = new PipeWriter(this, process.getOutputStream());
  }

  @Override
  public CompletionStage<Void> drained() {
    return reader.drained(helper);
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
    onLoop(this::outputBroken, null);
  }

  /** Writer thread: the first {@code count} buffers were written, or failed. */
  void written(int count, IOException failure) {
    onLoop(() -> onWritten(count, failure), null);
  }

  private void onWritten(int count, IOException failure) {
    writing = false;
    ChannelOutboundBuffer out = unsafe().outboundBuffer();
    if (out == null) {
      return;
    }
    if (failure != null) {
      inputBroken(failure);
    }
    for (int i = 0; i < count; i++) {
      out.remove();
    }
    flushNow();
  }

  private void onLoop(Runnable task, Object toRelease) {
    try {
      eventLoop().execute(() -> run(task));
    } catch (RejectedExecutionException e) {
      // the loop has been shut down, nobody wants it any more
      ReferenceCountUtil.release(toRelease);
    }
  }

  private void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      failed(e);
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
  void write(ChannelOutboundBuffer out) throws Exception {
    if (writing || out.current() == null) {
      return;
    }
    List<Object> batch = new ArrayList<>();
    out.forEachFlushedMessage(
        message -> {
          batch.add(ReferenceCountUtil.retain(message));
          return batch.size() < MAX_MESSAGES_PER_WRITE;
        });
    writing = true;
    writer.write(batch, END_OF_INPUT);
  }

  @Override
  void closePipes() {
    reader.stop();
    writer.stop();
  }

  @Override
  protected boolean isCompatible(EventLoop loop) {
    return true;
  }
}
