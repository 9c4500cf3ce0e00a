package dev.mcpmux.netty.local;

import dev.mcpmux.core.frame.FrameScanner;
import dev.mcpmux.netty.wire.Frame;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Lines for the event loop, from any thread and in their order. The loop is woken once for all that
 * wait, and takes them one batch at a time, so that others get their turn.
 */
final class LoopMail implements Asked.Out {

  /** What is beyond this is no answer, and lost. */
  static final int MAX_NOTICES = 10_000;

  /** As much of all that waits, in bytes. */
  static final long MAX_NOTICE_BYTES = 16L * 1024 * 1024;

  private static final int BATCH = 256;

  /** Takes them on the loop. */
  interface Reader {

    /**
     * @param with the request of the other side that it belongs to; 0 for none
     */
    void onLine(Frame frame, long with);

    /** Something of ours has failed about a line. */
    void onFailure(Throwable cause);

    /** There are no more for now. */
    void onBatchEnd();
  }

  private record Letter(byte[] line, long with, Runnable taken) {}

  private static final Runnable NOTHING = () -> {};

  private final EventLoop loop;
  private final Reader reader;
  private final Queue<Letter> letters = new ConcurrentLinkedQueue<>();
  private final int maxBytes;
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicLong waitingBytes = new AtomicLong();
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private final FrameScanner scanner = new FrameScanner();
  private boolean paused;
  private final Frame frame = new Frame(scanner.view());

  /**
   * @param maxBytes the longest line that mcpmux takes
   */
  LoopMail(EventLoop loop, Reader reader, int maxBytes) {
    this.loop = loop;
    this.maxBytes = maxBytes;
    this.reader = reader;
  }

  /** Sends what must not be lost, and is not too long. */
  @Override
  public void send(byte[] line, long with) {
    add(new Letter(line, with, NOTHING));
  }

  @Override
  public long waitingBytes() {
    return waitingBytes.get();
  }

  @Override
  public int maxBytes() {
    return maxBytes;
  }

  /** Sends what only tells something, unless it is too long or too much waits already. */
  void notice(byte[] line, long with) {
    if (line.length <= maxBytes
        && waiting.get() < MAX_NOTICES
        && waitingBytes.get() < MAX_NOTICE_BYTES) {
      send(line, with);
    }
  }

  /**
   * @param taken called when the loop has it, so that the same may be said again
   */
  void add(byte[] line, Runnable taken) {
    add(new Letter(line, 0, taken));
  }

  private void add(Letter letter) {
    letters.add(letter);
    waiting.incrementAndGet();
    waitingBytes.addAndGet(letter.line.length);
    if (scheduled.compareAndSet(false, true)) {
      try {
        loop.execute(this::deliver);
      } catch (RejectedExecutionException e) {
        letters.clear(); // the loop has ended, and all with it
      }
    }
  }

  private Letter next() {
    return paused ? null : letters.poll();
  }

  /** Whether nothing is taken for now. Event loop only. */
  void pause(boolean pauses) {
    paused = pauses;
    if (!pauses && scheduled.compareAndSet(false, true)) {
      loop.execute(this::deliver);
    }
  }

  private void deliver() {
    int count = 0;
    for (Letter each = next(); each != null; each = next()) {
      waiting.decrementAndGet();
      waitingBytes.addAndGet(-each.line.length);
      each.taken.run();
      scanner.reset();
      if (scanner.finish(ByteBuffer.wrap(each.line), 0, each.line.length)) {
        frame.set(Unpooled.wrappedBuffer(each.line), 0);
        try {
          reader.onLine(frame, each.with);
        } catch (RuntimeException | Error e) { // its link ends, and the loop goes on
          reader.onFailure(e);
        }
      }
      if (++count == BATCH) {
        reader.onBatchEnd();
        loop.execute(this::deliver);
        return;
      }
    }
    reader.onBatchEnd();
    scanner.reset();
    frame.set(Unpooled.EMPTY_BUFFER, 0); // an idle link keeps no line
    scheduled.set(false);
    if (!paused && !letters.isEmpty() && scheduled.compareAndSet(false, true)) {
      loop.execute(this::deliver);
    }
  }
}
