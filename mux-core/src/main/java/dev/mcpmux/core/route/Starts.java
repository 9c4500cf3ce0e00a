package dev.mcpmux.core.route;

import dev.mcpmux.core.route.UpstreamState.Initializing;
import dev.mcpmux.core.route.UpstreamState.Queued;
import dev.mcpmux.core.route.UpstreamState.Starting;
import dev.mcpmux.core.sharing.CatalogKey;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** Starts processes, only so many at a time: the others wait in the order they came. */
final class Starts {
  private static final long PROGRESS_MILLIS = 10_000;

  private final MuxState state;

  /** Gives up an upstream whose process does not answer, with what to say of it. */
  private final BiConsumer<Upstream, String> giveUp;

  private final ArrayDeque<Upstream> queue = new ArrayDeque<>();

  Starts(MuxState state, BiConsumer<Upstream, String> giveUp) {
    this.state = state;
    this.giveUp = giveUp;
  }

  /** Starts the process of an upstream that has none, now or when it is its turn. */
  void start(Upstream upstream) {
    state.inTurn.onStart(upstream);
    boolean mustWait = state.inTurn.mustWait(upstream);
    if (!mustWait && running() < state.config.limits().maxParallelStarts()) {
      begin(upstream);
      return;
    }
    upstream.state = new Queued();
    upstream.startedAt = state.now();
    queue.add(upstream);
    if (mustWait) {
      long millis = state.inTurn.patienceMillis(upstream);
      upstream.patience = state.timers.schedule(state.inMillis(millis), () -> waitEnds(upstream));
      state.listener.upstreamInTurn(upstream.number, upstream.server());
    } else {
      state.listener.upstreamQueued(upstream.number, upstream.server(), queue.size());
    }
  }

  private void waitEnds(Upstream upstream) {
    upstream.after.clear();
    state.touched.starts();
  }

  /** A start has come to its end. */
  void next() {
    if (queue.isEmpty()) {
      return;
    }
    for (Upstream upstream : List.copyOf(queue)) {
      if (running() >= state.config.limits().maxParallelStarts()) {
        return;
      }
      if (!(upstream.state instanceof Queued)) {
        queue.remove(upstream);
      } else if (!state.inTurn.mustWait(upstream)) {
        queue.remove(upstream);
        begin(upstream);
      }
    }
  }

  /** An upstream does not want to start any more. */
  void forget(Upstream upstream) {
    queue.remove(upstream);
    state.timers.cancel(upstream.patience);
  }

  /** Nothing that waits is to start. */
  void clear() {
    queue.clear();
  }

  long running() {
    return state.pool.all().stream()
        .filter(each -> each.state instanceof Starting || each.state instanceof Initializing)
        .count();
  }

  private void begin(Upstream upstream) {
    state.timers.cancel(upstream.patience);
    upstream.startedAt = state.now();
    long millis =
        upstream.life.startTimeoutMillis().orElse(state.config.limits().startTimeoutMillis());
    Runnable late =
        () ->
            giveUp.accept(
                upstream,
                "did not answer initialize within " + millis + " ms" + upstream.firstWords());
    upstream.state = new Starting(state.timers.schedule(state.inMillis(millis), late));
    watch(upstream);
    if (state.catalog.isOn()) {
      state.catalog.look(
          CatalogKey.ofHandshake(upstream.key),
          upstream.key.launch(),
          program -> upstream.program = program);
    }
    state.listener.upstreamStarting(upstream.number, upstream.server());
    state.actions.startUpstream(upstream.number, upstream.server(), upstream.key.launch());
  }

  private void watch(Upstream upstream) {
    upstream.startProgress =
        state.timers.schedule(
            state.inMillis(PROGRESS_MILLIS),
            () -> {
              long nanos = state.now() - upstream.startedAt;
              state.listener.upstreamStartSlow(
                  upstream.number, upstream.server(), TimeUnit.NANOSECONDS.toMillis(nanos));
              watch(upstream);
            });
  }

  /** The start of an upstream is over, whatever has come of it. */
  void over(Upstream upstream) {
    state.timers.cancel(upstream.startProgress);
    if (upstream.state instanceof Starting starting) {
      state.timers.cancel(starting.timeout());
    } else if (upstream.state instanceof Initializing initializing) {
      state.timers.cancel(initializing.timeout());
    }
  }
}
