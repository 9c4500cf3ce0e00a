package dev.mcpmux.netty.pipe;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;

/**
 * Reads a child's stdout on a thread of its own, one chunk per {@link #readOnce}, and hands each to
 * the channel as a new buffer that then belongs to the event loop.
 */
final class PipeReader {

  private static final int MIN_CHUNK = 4 * 1024;
  private static final int MAX_CHUNK = 64 * 1024;

  private final ThreadedProcessChannel channel;
  private final InputStream in;
  private final Semaphore permits = new Semaphore(0);
  private final DrainWatch watch = new DrainWatch();
  private volatile boolean stopped;

  PipeReader(ThreadedProcessChannel channel, InputStream in) {
    this.channel = channel;
    this.in = in;
  }

  void start() {
    PipeThreads.start("stdout of " + channel.remoteAddress(), this::run);
  }

  void readOnce() {
    permits.release();
  }

  /** A thread that is blocked in its pipe stays there until the last process that holds it ends. */
  void stop() {
    stopped = true;
    permits.release();
  }

  CompletionStage<Void> drained(ScheduledExecutorService helper) {
    return watch.drained(helper);
  }

  private void run() {
    byte[] chunk = new byte[MIN_CHUNK];
    try {
      permits.acquire();
      int count;
      while (!stopped && (count = in.read(chunk)) >= 0) {
        watch.hasRead();
        channel.received(channel.alloc().buffer(count).writeBytes(chunk, 0, count));
        if (count == chunk.length && count < MAX_CHUNK) {
          chunk = new byte[count * 2];
        }
        permits.acquire();
      }
    } catch (IOException e) {
      // the JDK closes the pipe under a reader when the process ends: the same as its end
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    watch.ended();
    channel.outputEnded();
  }
}
