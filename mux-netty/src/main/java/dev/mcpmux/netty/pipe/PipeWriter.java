package dev.mcpmux.netty.pipe;

import io.netty.buffer.ByteBuf;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Writes to a child's stdin on a thread of its own, one batch at a time. Releases the references it
 * was given, whether the write succeeds or not.
 */
final class PipeWriter {

  private record Batch(List<Object> messages, Object endOfInput) {}

  private static final Batch STOP = new Batch(List.of(), null);

  private final ThreadedProcessChannel channel;
  private final OutputStream out;
  private final BlockingQueue<Batch> batches = new LinkedBlockingQueue<>();

  PipeWriter(ThreadedProcessChannel channel, OutputStream out) {
    this.channel = channel;
    this.out = out;
  }

  void start() {
    PipeThreads.start("stdin of " + channel.remoteAddress(), this::run);
  }

  /**
   * Answered by {@link ThreadedProcessChannel#written}.
   *
   * @param endOfInput the message that is no buffer and closes the pipe
   */
  void write(List<Object> messages, Object endOfInput) {
    batches.add(new Batch(messages, endOfInput));
  }

  /** Closes the pipe after what was handed over before. */
  void stop() {
    batches.add(STOP);
  }

  private void run() {
    try {
      for (Batch batch = batches.take(); batch != STOP; batch = batches.take()) {
        IOException failure = null;
        try {
          write(batch);
        } catch (IOException e) {
          failure = e;
        }
        batch.messages.forEach(ReferenceCountUtil::release);
        channel.written(batch.messages.size(), failure);
      }
      out.close();
    } catch (IOException e) {
      // the other end is closed already
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void write(Batch batch) throws IOException {
    for (Object message : batch.messages) {
      if (message == batch.endOfInput) {
        out.close();
      } else {
        ByteBuf bytes = (ByteBuf) message;
        bytes.getBytes(bytes.readerIndex(), out, bytes.readableBytes());
      }
    }
    out.flush();
  }
}
