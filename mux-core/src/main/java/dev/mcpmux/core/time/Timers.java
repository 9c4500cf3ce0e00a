package dev.mcpmux.core.time;

import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** What is to happen at a time, unless cancelled before. */
public final class Timers {

  /** One thing to happen. */
  public final class Timer implements Comparable<Timer> {
    private final long at;
    private final long order;
    private @Nullable Runnable action;

    private Timer(long at, long order, Runnable action) {
      this.at = at;
      this.order = order;
      this.action = action;
    }

    public long at() {
      return at;
    }

    public boolean isPending() {
      return action != null;
    }

    /** Does nothing when it has fired or is cancelled already. */
    public void cancel() {
      if (isPending()) {
        action = null;
        queue.remove(this);
      }
    }

    /** Those of the same time in the order in which they were made. */
    @Override
    public int compareTo(Timer other) {
      int byTime = Long.compare(at, other.at);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  private final PriorityQueue<Timer> queue = new PriorityQueue<>();
  private long scheduled;

  public Timers() {}

  public Timer schedule(long at, Runnable action) {
    Timer timer = new Timer(at, scheduled++, action);
    queue.add(timer);
    return timer;
  }

  /** Does nothing when the timer is null, has fired or is cancelled already. */
  public void cancel(@Nullable Timer timer) {
    if (timer != null) {
      timer.cancel();
    }
  }

  /** {@link Long#MAX_VALUE} when there is none. */
  public long next() {
    Timer first = queue.peek();
    return first == null ? Long.MAX_VALUE : first.at;
  }

  /**
   * @param afterEach what follows from one comes before the next
   */
  public void runDue(long now, Runnable afterEach) {
    for (Timer first = queue.peek(); first != null && first.at <= now; first = queue.peek()) {
      queue.poll();
      Runnable action = first.action;
      first.action = null;
      action.run();
      afterEach.run();
    }
  }
}
