package dev.mcpmux.core.find;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * What takes long, one after the other and each in steps, between which everybody else goes on. So
 * no two undo each other's steps.
 */
public final class StepQueue {

  /** Something that is done in steps. */
  public interface Job {
    /** Does a step. Returns whether it was the last. */
    boolean step();
  }

  private final Consumer<Runnable> later;
  private final Deque<Job> jobs = new ArrayDeque<>();
  private boolean waits;

  /**
   * @param later does something in an event to come
   */
  public StepQueue(Consumer<Runnable> later) {
    this.later = later;
  }

  /** Begins at once where nothing else is under way. */
  public void add(Job job) {
    jobs.add(job);
    if (!waits) {
      step();
    }
  }

  private void step() {
    waits = true;
    boolean last = true;
    try {
      last = jobs.element().step();
    } finally {
      if (last) {
        jobs.remove();
      }
      waits = !jobs.isEmpty();
      if (waits) {
        later.accept(this::step);
      }
    }
  }
}
