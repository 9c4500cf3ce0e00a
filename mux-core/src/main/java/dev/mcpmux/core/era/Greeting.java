package dev.mcpmux.core.era;

import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameKind;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.pool.PoolParts;
import dev.mcpmux.core.port.InProcessLaunch;
import dev.mcpmux.core.route.Ways;
import dev.mcpmux.core.state.MuxState;
import dev.mcpmux.core.state.Session;
import dev.mcpmux.core.state.Upstream;
import dev.mcpmux.core.state.UpstreamState.Initializing;
import dev.mcpmux.core.words.Handshake;
import dev.mcpmux.core.words.Messages;

/**
 * The handshake with a process: it is told who its client is, and when it has answered, that its
 * client is initialized.
 */
final class Greeting {
  private final MuxState state;
  private final Ways ways;
  private final PoolParts pool;
  private final FirstQuestions firstQuestions;

  Greeting(MuxState state, Ways ways, PoolParts pool, FirstQuestions firstQuestions) {
    this.state = state;
    this.ways = ways;
    this.pool = pool;
    this.firstQuestions = firstQuestions;
  }

  void begin(Upstream upstream) {
    ways.inFlight()
        .askInAnyTime(
            upstream,
            reply -> onReply(upstream, reply),
            id -> Messages.initialize(id, upstream.declaration(), isHeard(upstream)));
  }

  /** Whether the server is told that a client reads what it answers. */
  private static boolean isHeard(Upstream upstream) {
    return upstream.key().launch() instanceof InProcessLaunch
        && upstream.isExclusive()
        && upstream.sessions().stream().anyMatch(Session::isHeard);
  }

  private void onReply(Upstream upstream, FrameView reply) {
    if (!(upstream.state() instanceof Initializing)) {
      return;
    }
    String tooMuch = keepAnswer(upstream, reply);
    if (tooMuch != null) {
      fail(upstream, "answered initialize with too much: " + tooMuch);
    } else if (reply.kind() == FrameKind.RESPONSE) {
      Handshake handshake = Handshake.of(reply.raw(Field.RESULT));
      pool.arrivals().onReady(upstream, handshake);
      // The one session it has could not be asked before it says that it is initialized.
      if (upstream.isExclusive()
          && upstream.sessions().stream().noneMatch(Session::isInitialized)) {
        upstream.holdInitialized();
      } else {
        initialized(upstream);
      }
      pool.serving().begin(upstream, handshake);
    } else if (reply.kind() == FrameKind.ERROR_RESPONSE) {
      pool.membership()
          .refuseWaiting(upstream, id -> Messages.rawError(id, reply.raw(Field.ERROR)));
      fail(upstream, "refused initialize: " + reply.text(Field.ERROR));
    } else {
      fail(
          upstream, "answered initialize with something that is not a reply: " + reply.faultText());
    }
  }

  private void fail(Upstream upstream, String what) {
    pool.succession().startFailed(upstream, what, true);
  }

  /** Makes room for what is kept of an answer to {@code initialize}; null when there is some. */
  private String keepAnswer(Upstream upstream, FrameView reply) {
    long bytes = reply.frameBytes();
    int limit = state.limits().maxInitializeBytes();
    if (bytes > limit) {
      return "bytes: " + bytes + " (limit: " + limit + ")";
    }
    return state.kept.add(upstream, bytes) ? null : state.kept.full(bytes);
  }

  /** A session of this upstream is initialized: so is the server, unless it is already. */
  void onSessionInitialized(Upstream upstream) {
    if (upstream.owesInitialized()) {
      upstream.hear();
      initialized(upstream);
    }
  }

  private void initialized(Upstream upstream) {
    upstream.namelessErrors().onOwnNotification();
    state.tell(upstream, Messages.INITIALIZED);
    firstQuestions.begin(upstream);
  }
}
