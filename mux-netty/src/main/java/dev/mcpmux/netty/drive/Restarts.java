package dev.mcpmux.netty.drive;

import dev.mcpmux.core.port.CloseCause;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Waits for processes that were begun in place of others. Event loop only. */
final class Restarts {

  /** Those that somebody waits for. */
  private static final class Wait {
    final Set<Integer> open;
    final List<String> failures = new ArrayList<>();
    final CompletableFuture<List<String>> done = new CompletableFuture<>();

    Wait(List<Integer> begun) {
      open = new LinkedHashSet<>(begun);
    }
  }

  private final List<Wait> waits = new ArrayList<>();

  /** Completes with what is said of those that did not become ready. */
  CompletableFuture<List<String>> await(List<Integer> begun) {
    Wait wait = new Wait(begun);
    waits.add(wait);
    sweep();
    return wait.done;
  }

  void ready(int upstream) {
    waits.forEach(wait -> wait.open.remove(upstream));
    sweep();
  }

  void failed(int upstream, String message) {
    for (Wait wait : waits) {
      if (wait.open.remove(upstream)) {
        wait.failures.add(message);
      }
    }
    sweep();
  }

  /** One is tried once more, as another. */
  void instead(int upstream, int again) {
    for (Wait wait : waits) {
      if (wait.open.remove(upstream)) {
        wait.open.add(again);
      }
    }
  }

  /** One has ended that nobody told to: said when whoever gave it up has said why. */
  void exited(int upstream, String server) {
    failed(upstream, "server \"" + server + "\" was stopped before it was ready");
  }

  /** The server ends. */
  void stop(CloseCause cause) {
    for (Wait wait : List.copyOf(waits)) {
      wait.open.clear();
      wait.failures.add(cause.message());
    }
    sweep();
  }

  private void sweep() {
    for (Iterator<Wait> each = waits.iterator(); each.hasNext(); ) {
      Wait wait = each.next();
      if (wait.open.isEmpty()) {
        each.remove();
        wait.done.complete(wait.failures);
      }
    }
  }
}
