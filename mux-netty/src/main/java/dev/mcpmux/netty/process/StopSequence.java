package dev.mcpmux.netty.process;

import dev.mcpmux.netty.config.StopWaits;
import dev.mcpmux.netty.log.Log;
import dev.mcpmux.netty.process.ProcessTable.Entry;
import dev.mcpmux.netty.process.ProcessTree.Signal;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Ends everything that one child process has started: waits for it to go by itself, then SIGTERM,
 * then SIGKILL ({@code 2025-11-25/basic/lifecycle#shutdown}). Closing its stdin is the caller's
 * part, after {@link #begin}: the first look at the process tree must come before, since afterwards
 * the parents that tell who belongs to it may be gone.
 *
 * <pre>
 * WAITING --afterInputEnd, or afterMainExit once the main process is gone--> TERMINATING
 * TERMINATING --afterTerm--> KILLING --afterKill--> given up, or once more where it got no signal
 * any state --nothing of the tree lives, in two looks--> done
 * </pre>
 *
 * Runs on the helper executor only and blocks no thread while it waits.
 */
final class StopSequence {

  private enum State {
    WAITING,
    TERMINATING,
    KILLING,
    DONE
  }

  private static final long FIRST_LOOK_MILLIS = 10;
  private static final long SLOWEST_LOOK_MILLIS = 250;

  private final String name;
  private final long mainPid;
  private final ProcessTree tree;
  private final StopWaits waits;
  private final ScheduledExecutorService helper;
  private final CompletableFuture<Void> done = new CompletableFuture<>();

  private State state = State.WAITING;
  private boolean mainGone;
  private boolean failed;
  private boolean seenNobody;
  private boolean lastWait;
  private volatile boolean signalled;

  /** Since it has begun. */
  private WorkedTime time;

  private long stateEnds;
  private long lookAgainMillis = FIRST_LOOK_MILLIS;

  /**
   * @param name the server's name, for the log
   * @param mainPid the process whose exit shortens the wait for the others
   */
  StopSequence(
      String name,
      long mainPid,
      ProcessTree tree,
      StopWaits waits,
      ScheduledExecutorService helper) {
    this.name = name;
    this.mainPid = mainPid;
    this.tree = tree;
    this.waits = waits;
    this.helper = helper;
  }

  /** What it ends. */
  ProcessTree tree() {
    return tree;
  }

  /** What it runs on. */
  ScheduledExecutorService helper() {
    return helper;
  }

  /** Takes the first look and starts to wait. */
  synchronized void begin() {
    time = new WorkedTime(System::nanoTime);
    stateEnds = waits.afterInputEnd().toNanos();
    try {
      attempt(tree::living);
    } finally {
      lookLater();
    }
  }

  /** Completes when nothing of the tree lives, or nothing more can be done about it. */
  CompletionStage<Void> done() {
    return done;
  }

  /** Any thread: whether waiting was not enough. */
  boolean hasSignalled() {
    return signalled;
  }

  private void lookLater() {
    helper.schedule(this::look, lookAgainMillis, TimeUnit.MILLISECONDS);
    lookAgainMillis = Math.min(lookAgainMillis * 2, SLOWEST_LOOK_MILLIS);
  }

  private synchronized void look() {
    try {
      attempt(this::step);
    } finally {
      if (state != State.DONE) {
        lookLater(); // even when it could not be said what went wrong
      }
    }
  }

  /** Whatever goes wrong with one look, the next must come: nobody else ends these processes. */
  private void attempt(Runnable look) {
    try {
      look.run();
    } catch (RuntimeException | Error e) {
      if (!failed) {
        failed = true;
        Log.bug(name + ": cannot look what of it still runs", e);
      }
    }
  }

  private void step() {
    List<Entry> living = tree.living();
    if (living.isEmpty()) {
      // whoever was forked while the table was read is seen by the second look
      if (seenNobody) {
        finish();
      }
      seenNobody = true;
      lookAgainMillis = FIRST_LOOK_MILLIS;
      return;
    }
    seenNobody = false;
    long now = time.now();
    if (!mainGone && living.stream().noneMatch(entry -> entry.pid() == mainPid)) {
      mainGone = true;
      if (state == State.WAITING) {
        stateEnds = Math.min(stateEnds, now + waits.afterMainExit().toNanos());
      }
    }
    if (now >= stateEnds) {
      nextState(living, now);
    } else if (state == State.KILLING) {
      // whoever was forked between the last look and the signal
      tree.signal(living, Signal.KILL);
    }
  }

  private void nextState(List<Entry> living, long now) {
    switch (state) {
      case WAITING -> {
        lookAgainMillis = FIRST_LOOK_MILLIS;
        state = State.TERMINATING;
        signalled = true;
        stateEnds = now + waits.afterTerm().toNanos();
        tree.signal(living, Signal.TERM);
      }
      case TERMINATING -> {
        lookAgainMillis = FIRST_LOOK_MILLIS;
        state = State.KILLING;
        stateEnds = now + waits.afterKill().toNanos();
        tree.signal(living, Signal.KILL);
      }
      default -> {
        if (tree.signal(living, Signal.KILL)) {
          Log.warn(name + ": processes that live on after SIGKILL: " + living.size());
          finish();
        } else if (lastWait) { // they are another user's
          Log.warn(name + ": processes that cannot be signalled: " + living.size());
          finish();
        } else { // perhaps for want of a descriptor: again with each look
          lastWait = true;
          stateEnds = now + waits.afterKill().toNanos();
        }
      }
    }
  }

  private void finish() {
    state = State.DONE;
    done.complete(null);
  }
}
