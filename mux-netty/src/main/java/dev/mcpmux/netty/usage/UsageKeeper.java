package dev.mcpmux.netty.usage;

import dev.mcpmux.core.meter.Meter;
import dev.mcpmux.core.meter.Usage;
import dev.mcpmux.core.port.UsedTool;
import dev.mcpmux.core.time.Timers.Timer;
import dev.mcpmux.netty.config.ControlCalls;
import dev.mcpmux.netty.io.AwakeClock;
import dev.mcpmux.netty.io.Helper;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Decides when what was used is written: a minute after the first use that is not, when somebody
 * asks, and at the end; and once an hour while sessions are there that use nothing. Event loop
 * only, but for what {@link #calls} gives.
 */
public final class UsageKeeper {

  static final long USED_SECONDS = 60;
  private static final long UNUSED_SECONDS = 3600;

  private static final String CALL = "usage";

  /** Whoever comes while so many wait does without what was used before. */
  static final int MAX_LOADS = 64;

  private final EventLoop loop;
  private final AwakeClock clock;
  private final Helper helper;
  private final UsageJournal journal;
  private final Usage usage;
  private Timer timer;

  /** Null while nothing is written. */
  private volatile Runnable whenMuch;

  /** Whether what was counted was not to be written. */
  private boolean wasOff;

  /** One write at a time: where the disk hangs, no more waits for it than there are rows. */
  private boolean writing;

  /** What was asked before it was said whether anything is kept; null after that. */
  private List<Runnable> early = new ArrayList<>();

  /** One at a time: others start servers by the helper's threads meanwhile. */
  private boolean loading;

  private final Queue<Load> loads = new ArrayDeque<>();

  private record Load(String client, String project, Consumer<List<UsedTool>> told) {}

  public UsageKeeper(
      EventLoop loop, AwakeClock clock, Helper helper, UsageJournal journal, Meter meter) {
    this.loop = loop;
    this.clock = clock;
    this.helper = helper;
    this.journal = journal;
    this.usage = new Usage(meter, System::nanoTime, new Times());
    usage.turn(false);
  }

  /** What listens. */
  public Usage usage() {
    return usage;
  }

  /**
   * Writes from now on, or not.
   *
   * @param much called by a helper thread when much is there to be read; null for not
   */
  public void turn(Runnable much) {
    whenMuch = much;
    usage.turn(much != null);
    if (wasOff || much == null) {
      usage.take();
    }
    wasOff = much == null;
    plan(USED_SECONDS);
    if (early != null) {
      List<Runnable> waiting = early;
      early = null;
      waiting.forEach(Runnable::run);
    }
  }

  /**
   * Reads what a client has used in a project, those tools first that it has used most. Nothing is
   * told where nothing is kept.
   *
   * @param project null for none
   */
  public void load(String client, String project, Consumer<List<UsedTool>> told) {
    if (early != null && early.size() < MAX_LOADS) {
      early.add(() -> load(client, project, told));
    } else if (whenMuch != null && loads.size() < MAX_LOADS) {
      loads.add(new Load(client, project, told));
      loadNext();
    }
  }

  private void loadNext() {
    Load next = loading ? null : loads.poll();
    if (next == null) {
      return;
    }
    loading = true;
    try {
      helper.execute(() -> read(next));
    } catch (RejectedExecutionException e) {
      loading = false; // it ends
    }
  }

  /** Helper thread. */
  private void read(Load load) {
    try {
      List<UsedTool> used = journal.used(load.client, load.project);
      loop.execute(() -> load.told.accept(used));
    } finally {
      loop.execute(this::loaded);
    }
  }

  private void loaded() {
    loading = false;
    loadNext();
  }

  private final class Times implements Usage.Owner {
    @Override
    public void onUse() {
      plan(USED_SECONDS);
    }

    /** In the midst of an event, of which nothing may be taken away. */
    @Override
    public void onFull() {
      loop.execute(UsageKeeper.this::write);
    }
  }

  private void plan(long seconds) {
    cancel();
    if (whenMuch != null) {
      timer = clock.in(TimeUnit.SECONDS.toNanos(seconds), TimeUnit.NANOSECONDS, this::write);
    }
  }

  private void cancel() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }

  private void write() {
    if (writing || whenMuch == null) {
      return; // what is written now has a next time after it
    }
    Usage.Batch batch = usage.take();
    cancel();
    if (usage.goesOn()) {
      plan(UNUSED_SECONDS);
    }
    if (!batch.isEmpty()) {
      writing = true;
      helper.execute(
          () -> {
            try {
              write(batch);
            } finally {
              loop.execute(this::written);
            }
          });
    }
  }

  /** Helper thread. */
  private boolean write(Usage.Batch batch) {
    boolean written = journal.write(batch);
    Runnable much = whenMuch;
    if (much != null && journal.takeMuch()) {
      much.run();
    }
    return written;
  }

  private void written() {
    writing = false;
    if (usage.isUsed()) {
      plan(USED_SECONDS);
    }
  }

  /** Everything has ended. Returns what writes the rest, to be run by a helper thread. */
  public Runnable end() {
    cancel();
    Usage.Batch batch = usage.take();
    boolean wanted = whenMuch != null && !batch.isEmpty();
    whenMuch = null;
    return wanted ? () -> journal.write(batch) : () -> {};
  }

  /** Those of the program around the server, and the one that has everything written at once. */
  public ControlCalls calls(ControlCalls others) {
    return new ControlCalls() {
      @Override
      public Optional<String> answer(String call, Optional<String> server) throws RefusedException {
        return call.equals(CALL) ? Optional.of(writeNow()) : others.answer(call, server);
      }

      @Override
      public void refresh() {
        others.refresh();
      }

      @Override
      public List<String> notices() {
        return others.notices();
      }
    };
  }

  /** Helper thread. */
  private String writeNow() throws ControlCalls.RefusedException {
    try {
      Usage.Batch batch = loop.submit(this::takeNow).get();
      return "{\"written\":" + (batch.isEmpty() || write(batch)) + "}";
    } catch (RejectedExecutionException | ExecutionException e) {
      throw new ControlCalls.RefusedException("stopping", "the mcpmux daemon is stopping");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ControlCalls.RefusedException("stopping", "the mcpmux daemon is stopping");
    }
  }

  private Usage.Batch takeNow() {
    Usage.Batch batch = usage.take();
    plan(UNUSED_SECONDS);
    return whenMuch != null ? batch : new Usage.Batch(List.of(), List.of());
  }
}
