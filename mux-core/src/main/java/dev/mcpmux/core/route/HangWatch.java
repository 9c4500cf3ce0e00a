package dev.mcpmux.core.route;

import dev.mcpmux.core.config.LifePolicy;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.Method;
import dev.mcpmux.core.state.ClientRequest;
import dev.mcpmux.core.state.MuxState;
import dev.mcpmux.core.state.OwnRequest;
import dev.mcpmux.core.state.Session;
import dev.mcpmux.core.state.Upstream;
import dev.mcpmux.core.table.Vitals;
import dev.mcpmux.core.words.Messages;
import dev.mcpmux.core.words.Refusal;

/**
 * Finds servers that hang: requests wait, and for the whole of the hang timeout nothing at all has
 * come from the process, on stdout or on stderr, neither it nor what it started has used the CPU,
 * and a ping has no answer. A server that is busy shows one of these; a ping alone proves nothing,
 * as it stands behind a long call.
 *
 * <p>A frame costs a store, and a process that has nothing to do costs nothing: it is looked at
 * while requests wait, some times in each timeout. As the CPU time is compared from look to look,
 * it takes up to two looks more than the timeout.
 */
public final class HangWatch {
  private static final int LOOKS_PER_TIMEOUT = 4;

  private final MuxState state;
  private final InFlight inFlight;

  HangWatch(MuxState state, InFlight inFlight) {
    this.state = state;
    this.inFlight = inFlight;
  }

  /** A request was given to a server. */
  void asked(Upstream upstream) {
    if (!upstream.vitals().isWatched()) {
      long millis = timeoutMillis(upstream);
      if (millis > 0) {
        // Of the time before it nothing is known: nobody looked, and it owed nobody a sign.
        upstream.vitals().restart(state.now());
        lookLater(upstream, millis);
      }
    }
  }

  /** 0 for never. */
  private long timeoutMillis(Upstream upstream) {
    long millis = upstream.life().hangTimeoutMillis().orElse(state.limits().hangTimeoutMillis());
    return millis == LifePolicy.NEVER ? 0 : millis;
  }

  private void lookLater(Upstream upstream, long millis) {
    long pause = Math.max(1, millis / LOOKS_PER_TIMEOUT);
    upstream.vitals().looksAt(state.in(pause, () -> look(upstream)));
  }

  private void look(Upstream upstream) {
    Vitals vitals = upstream.vitals();
    long millis = timeoutMillis(upstream);
    if (!upstream.isUp() || millis == 0) {
      return;
    }
    if (vitals.isHeard() || !upstream.questions().isEmpty()) {
      vitals.restart(state.now()); // one that has asked a client waits for that, and rightly
      if (isWaitedFor(upstream)) {
        lookLater(upstream, millis);
      }
    } else {
      lookLater(upstream, millis);
      state.actions.lookAtUpstream(upstream.number());
    }
  }

  /**
   * What {@link dev.mcpmux.core.port.MuxActions#lookAtUpstream} has asked for. Returns for how many
   * milliseconds the process has shown no sign of life if it hangs, else 0.
   */
  public long onSeen(Upstream upstream, long cpuMillis, long outputBytes) {
    if (!upstream.isUp() || !upstream.vitals().isWatched()) {
      return 0;
    }
    Vitals vitals = upstream.vitals();
    long millis = timeoutMillis(upstream);
    if (vitals.isHeard() || millis == 0) {
      return 0; // the next look says so
    }
    vitals.sample(state.now(), cpuMillis, outputBytes);
    if (vitals.silence(state.now()) < state.nanos(millis) || !vitals.isAsked()) {
      ping(upstream);
    } else if (isWaitedFor(upstream)) {
      return millis;
    } else {
      vitals.end(state.timers); // until somebody wants something of it again
    }
    return 0;
  }

  private boolean isWaitedFor(Upstream upstream) {
    return upstream.sessions().stream().anyMatch(Session::waitsForAnswer)
        || upstream.pendings().all().stream().anyMatch(ClientRequest.class::isInstance);
  }

  private void ping(Upstream upstream) {
    Vitals vitals = upstream.vitals();
    if (!vitals.ask()) {
      return; // it has one that it has not answered
    }
    OwnRequest.Handler handler =
        new OwnRequest.Handler() {
          @Override
          public void onReply(FrameView reply) {
            vitals.askedNoMore(); // that it has come is a sign, whatever it says
          }

          @Override
          public void onTimeout(Refusal why) {
            vitals.askedNoMore();
          }
        };
    inFlight.ask(upstream, handler, id -> Messages.request(id, Method.PING));
  }
}
