package dev.mcpmux.netty.local;

import dev.mcpmux.core.frame.FrameScanner;
import dev.mcpmux.core.peer.Asked;
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
  private volatile boolean over;
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

  /** Sends what must not be lost, and is not too long; when the loop has ended, it is. */
  @Override
  public boolean send(byte[] line, long with) {
    return add(new Letter(line, with, NOTHING));
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
   * @param taken called when the loop has it, or has ended, so that the same may be said again
   */
  void add(byte[] line, Runnable taken) {
    add(new Letter(line, 0, taken));
  }

  private boolean add(Letter letter) {
    letters.add(letter);
    waiting.incrementAndGet();
    waitingBytes.addAndGet(letter.line.length);
    if (scheduled.compareAndSet(false, true)) {
      wake();
    }
    if (over) {
      drop(); // whoever comes behind the last look
    }
    return !over;
  }

  private void wake() {
    try {
      loop.execute(this::deliver);
    } catch (RejectedExecutionException e) {
      over = true; // the loop has ended; "scheduled" stays, and nobody comes here again
      drop();
    }
  }

  private void drop() {
    for (Letter each = letters.poll(); each != null; each = letters.poll()) {
      take(each);
    }
  }

  private void take(Letter letter) {
    waiting.decrementAndGet();
    waitingBytes.addAndGet(-letter.line.length);
    letter.taken.run();
  }

  private Letter next() {
    return paused ? null : letters.poll();
  }

  /** Whether nothing is taken for now. Event loop only. */
  void pause(boolean pauses) {
    paused = pauses;
    if (!pauses && scheduled.compareAndSet(false, true)) {
      wake();
    }
  }

  private void deliver() {
    int count = 0;
    for (Letter each = next(); each != null; each = next()) {
      take(each);
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
        wake();
        return;
      }
    }
    reader.onBatchEnd();
    scanner.reset();
    frame.set(Unpooled.EMPTY_BUFFER, 0); // an idle link keeps no line
    scheduled.set(false);
    if (!paused && !letters.isEmpty() && scheduled.compareAndSet(false, true)) {
      wake();
    }
  }
}
