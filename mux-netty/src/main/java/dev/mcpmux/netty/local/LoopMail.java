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

/**
 * Lines for the event loop, from any thread and in their order. The loop is woken once for all that
 * wait, and takes them one batch at a time, so that others get their turn.
 */
final class LoopMail {

  /** What is beyond this is no answer, and lost. */
  static final int MAX_NOTICES = 10_000;

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
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private final FrameScanner scanner = new FrameScanner();
  private boolean paused;
  private final Frame frame = new Frame(scanner.view());

  LoopMail(EventLoop loop, Reader reader) {
    this.loop = loop;
    this.reader = reader;
  }

  /** Sends what must not be lost. */
  void add(byte[] line, long with) {
    add(new Letter(line, with, NOTHING));
  }

  /** Sends what only tells something, unless too much of that waits already. */
  void notice(byte[] line, long with) {
    if (waiting.get() < MAX_NOTICES) {
      add(line, with);
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
    scheduled.set(false);
    if (!paused && !letters.isEmpty() && scheduled.compareAndSet(false, true)) {
      loop.execute(this::deliver);
    }
  }
}
