package dev.mcpmux.core.pool;

import dev.mcpmux.core.catalog.Catalog;
import dev.mcpmux.core.config.LifePolicy;
import dev.mcpmux.core.sharing.CatalogKey;
import dev.mcpmux.core.state.MuxState;
import dev.mcpmux.core.state.Upstream;
import dev.mcpmux.core.state.UpstreamState.Queued;
import dev.mcpmux.core.state.UpstreamState.Starting;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Starts processes, only so many at a time: the others wait in the order they came. */
public final class Starts {
  private static final long PROGRESS_MILLIS = 10_000;

  private final MuxState state;
  private final InTurn inTurn;
  private final Catalog catalog;

  private final ArrayDeque<Upstream> queue = new ArrayDeque<>();

  /** Those whose process did not answer in time, with what to say of it. */
  private Map<Upstream, String> late = new LinkedHashMap<>();

  public Starts(MuxState state, Catalog catalog) {
    this.state = state;
    this.inTurn = new InTurn(state);
    this.catalog = catalog;
  }

  /** Starts the process of an upstream that has none, now or when it is its turn. */
  void start(Upstream upstream) {
    inTurn.onStart(upstream);
    boolean mustWait = inTurn.mustWait(upstream);
    if (!mustWait && running() < state.limits().maxParallelStarts()) {
      begin(upstream);
      return;
    }
    Runnable waitEnds =
        () -> {
          upstream.lineage().losePatience();
          state.touched.starts();
        };
    upstream.become(
        new Queued(mustWait ? state.in(inTurn.patienceMillis(upstream), waitEnds) : null));
    upstream.beginning().at(state.now());
    queue.add(upstream);
    if (mustWait) {
      state.listener.upstreamInTurn(upstream.number(), upstream.server());
    } else {
      state.listener.upstreamQueued(upstream.number(), upstream.server(), queue.size());
    }
  }

  /** Whether a new process of the server of an upstream comes after those before it. */
  boolean areInTurn(Upstream upstream, LifePolicy life) {
    return inTurn.holds(upstream, life);
  }

  /** Whether an upstream may not start yet, as one that it is to come after is still there. */
  public boolean mustWait(Upstream upstream) {
    return inTurn.mustWait(upstream);
  }

  /** A start has come to its end. */
  public void next() {
    if (queue.isEmpty()) {
      return;
    }
    for (Upstream upstream : List.copyOf(queue)) {
      if (running() >= state.limits().maxParallelStarts()) {
        return;
      }
      if (!(upstream.state() instanceof Queued)) {
        queue.remove(upstream);
      } else if (!inTurn.mustWait(upstream)) {
        queue.remove(upstream);
        begin(upstream);
      }
    }
  }

  boolean hasLate() {
    return !late.isEmpty();
  }

  Map<Upstream, String> takeLate() {
    Map<Upstream, String> taken = late;
    taken.keySet().removeIf(upstream -> !upstream.isStarting());
    late = new LinkedHashMap<>();
    return taken;
  }

  /** A process has come up: another may start. */
  void onReady(Upstream upstream) {
    inTurn.onReady(upstream);
    state.touched.starts();
  }

  /** An upstream does not want to start any more. */
  void forget(Upstream upstream) {
    queue.remove(upstream);
  }

  /** Nothing that waits is to start. */
  void clear() {
    queue.clear();
  }

  public long running() {
    return state.pool.all().stream().filter(Upstream::isStarting).count();
  }

  private void begin(Upstream upstream) {
    upstream.beginning().at(state.now());
    long millis = upstream.life().startTimeoutMillis().orElse(state.limits().startTimeoutMillis());
    Runnable late =
        () -> {
          String words = upstream.firstWords();
          this.late.put(upstream, "did not answer initialize within " + millis + " ms" + words);
          state.touched.starts();
        };
    upstream.become(new Starting(state.in(millis, late)));
    watch(upstream);
    if (catalog.isOn()) {
      catalog.look(
          CatalogKey.ofHandshake(upstream.key()),
          upstream.key().launch(),
          upstream.beginning()::looksLike);
    }
    state.listener.upstreamStarting(upstream.number(), upstream.server());
    state.actions.startUpstream(upstream.number(), upstream.server(), upstream.key().launch());
  }

  private void watch(Upstream upstream) {
    Runnable tell =
        () -> {
          long nanos = upstream.beginning().age(state.now());
          state.listener.upstreamStartSlow(
              upstream.number(), upstream.server(), TimeUnit.NANOSECONDS.toMillis(nanos));
          watch(upstream);
        };
    upstream.beginning().tellAt(state.in(PROGRESS_MILLIS, tell));
  }
}
