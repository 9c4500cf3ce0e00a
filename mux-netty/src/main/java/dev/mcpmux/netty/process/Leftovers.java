package dev.mcpmux.netty.process;

import dev.mcpmux.netty.config.StopWaits;
import dev.mcpmux.netty.log.Log;
import dev.mcpmux.netty.process.ProcessLedger.Leftover;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;

/** Ends what a daemon that was killed has left running, as far as the ledger knows it. */
public final class Leftovers {

  private final ProcessLedger ledger;
  private final StopWaits waits;
  private final ScheduledExecutorService helper;
  private final AtomicInteger left = new AtomicInteger();

  public Leftovers(Endings endings) {
    this.ledger = endings.ledger();
    this.waits = endings.waits().withoutInput();
    this.helper = endings.helper();
  }

  /** Begins; helper thread. */
  public void end() {
    for (Leftover leftover : ledger.takeLeftovers()) {
      ProcessTree tree =
          new ProcessTree(leftover.pid(), leftover.start(), leftover.leader(), Set.of());
      if (isGone(tree)) {
        ledger.gone(leftover.pid(), leftover.start());
        continue;
      }
      Log.info("ending " + leftover.name() + " (pid " + leftover.pid() + ") of a dead daemon");
      left.incrementAndGet();
      StopSequence sequence =
          new StopSequence(leftover.name(), leftover.pid(), tree, waits, helper);
      sequence
          .done()
          .thenRun(
              () -> {
                ledger.gone(leftover.pid(), leftover.start());
                left.decrementAndGet();
              });
      sequence.begin();
    }
  }

  private static boolean isGone(ProcessTree tree) {
    try {
      return tree.living().isEmpty();
    } catch (UncheckedIOException e) {
      return false; // it cannot be seen for now, and the others come after it
    }
  }

  /** Whether none of those found still runs. Any thread. */
  public boolean areGone() {
    return left.get() == 0;
  }
}
