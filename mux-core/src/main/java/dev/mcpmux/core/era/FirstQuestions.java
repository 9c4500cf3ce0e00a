package dev.mcpmux.core.era;

import dev.mcpmux.core.config.Trait;
import dev.mcpmux.core.frame.Method;
import dev.mcpmux.core.pool.Membership;
import dev.mcpmux.core.port.ProcessLaunch;
import dev.mcpmux.core.route.InFlight;
import dev.mcpmux.core.state.MuxState;
import dev.mcpmux.core.state.Session;
import dev.mcpmux.core.state.Upstream;
import dev.mcpmux.core.time.Timers.Timer;
import dev.mcpmux.core.words.Messages;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Lets a server that has just started ask for the roots, and be told them, before anything that has
 * waited for it reaches it. A client that starts a server itself gives it that time without knowing
 * it; behind a process that starts late the first call would be there before the roots are. One
 * that is known to ask gets the time for it; of another it is known when it has answered a ping,
 * behind which nothing of its start can come.
 *
 * @see <a
 *     href="https://modelcontextprotocol.io/specification/2025-11-25/client/roots">2025-11-25/client/roots</a>
 */
final class FirstQuestions {
  private static final int MAX_LATE = 256;

  private final MuxState state;
  private final InFlight inFlight;
  private final Membership membership;

  /** Those whose sessions wait. */
  private final Map<Upstream, Hold> holds = new LinkedHashMap<>();

  /** Programs that ask for roots at some time, but did not at their start; the oldest first. */
  private final Set<List<String>> late = new LinkedHashSet<>();

  private static final class Hold {
    private Timer end;
    private boolean asked;
    private boolean passed;
  }

  FirstQuestions(MuxState state, InFlight inFlight, Membership membership) {
    this.state = state;
    this.inFlight = inFlight;
    this.membership = membership;
  }

  /** The server was told that its client is initialized, and nothing else. */
  void begin(Upstream upstream) {
    long millis = state.limits().rootsQuestionMillis();
    if (millis == 0 || !upstream.declaration().capabilities().roots()) {
      return;
    }
    List<String> program = upstream.key().launch().program();
    boolean expected =
        state.traits.of(upstream.key().launch()).contains(Trait.ROOTS) && !late.contains(program);
    // Over HTTP a question comes on a stream of its own, which a ping tells nothing of.
    boolean pings = !expected && upstream.key().launch() instanceof ProcessLaunch;
    if (!expected && (!pings || upstream.sessions().stream().noneMatch(FirstQuestions::waits))) {
      return;
    }
    Hold hold = new Hold();
    holds.put(upstream, hold);
    upstream.holdSessions();
    hold.end =
        state.in(
            millis,
            () -> {
              if (expected && !hold.asked) {
                noteLate(program);
              }
              release(upstream);
            });
    if (pings) {
      ping(upstream, hold);
    }
  }

  private static boolean waits(Session session) {
    return session.isOpen() && session.waits() || !session.subscriptions().isEmpty();
  }

  private void ping(Upstream upstream, Hold hold) {
    inFlight.ask(upstream, reply -> hold.passed = true, id -> Messages.request(id, Method.PING));
  }

  private void noteLate(List<String> program) {
    late.add(program);
    if (late.size() > MAX_LATE) {
      late.remove(late.iterator().next());
    }
  }

  /** The server asks for roots. */
  void onAsked(Upstream upstream) {
    Hold hold = holds.get(upstream);
    if (hold != null) {
      hold.asked = true;
      late.remove(upstream.key().launch().program());
    }
  }

  /** Lets those go on whose server has been told what it asked; to be called after each event. */
  void settle() {
    if (!holds.isEmpty()) {
      for (Map.Entry<Upstream, Hold> each : List.copyOf(holds.entrySet())) {
        Upstream upstream = each.getKey();
        Hold hold = each.getValue();
        if (!upstream.isReady() || (hold.asked || hold.passed) && !isOpen(upstream)) {
          release(upstream);
        }
      }
    }
  }

  /** Whether a question for roots is not answered. */
  private static boolean isOpen(Upstream upstream) {
    return upstream.roots().isAsked() || upstream.questions().isOpen(Method.ROOTS_LIST);
  }

  private void release(Upstream upstream) {
    Hold hold = holds.remove(upstream);
    if (hold == null) {
      return;
    }
    state.timers.cancel(hold.end);
    upstream.hear();
    if (upstream.isReady()) {
      List.copyOf(upstream.sessions()).forEach(membership::served);
      state.touched.add(upstream);
    }
  }
}
