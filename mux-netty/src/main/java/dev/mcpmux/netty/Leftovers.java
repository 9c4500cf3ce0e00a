package dev.mcpmux.netty;

import dev.mcpmux.netty.ProcessLedger.Leftover;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** Ends what a daemon that was killed has left running, as far as the ledger knows it. */
final class Leftovers {

  private final ProcessLedger ledger;
  private final StopWaits waits;
  private final Helper helper;
  private final AtomicInteger left = new AtomicInteger();

  Leftovers(ProcessLedger ledger, StopWaits waits, Helper helper) {
    this.ledger = ledger;
    this.waits = waits.withoutInput();
    this.helper = helper;
  }

  /** Begins; helper thread. */
  void end() {
    for (Leftover leftover : ledger.takeLeftovers()) {
      ProcessTree tree =
          new ProcessTree(leftover.pid(), leftover.start(), leftover.leader(), Set.of());
      if (tree.living().isEmpty()) {
        continue;
      }
      Log.info("ending " + leftover.name() + " (pid " + leftover.pid() + ") of a dead daemon");
      // if this daemon is killed as well, the next one finds it again
      ledger.started(leftover.pid(), leftover.start(), leftover.leader(), leftover.name());
      left.incrementAndGet();
      StopSequence sequence =
          new StopSequence(leftover.name(), leftover.pid(), tree, waits, helper);
      sequence
          .done()
          .thenRun(
              () -> {
                ledger.gone(leftover.pid());
                left.decrementAndGet();
              });
      sequence.begin();
    }
  }

  /** Whether none of those found still runs. Any thread. */
  boolean areGone() {
    return left.get() == 0;
  }
}
