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
import java.util.Optional;
import java.util.stream.Stream;

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
            id ->
                Messages.initialize(
                    id,
                    upstream.declaration(),
                    only(upstream).anyMatch(Session::isHeard),
                    only(upstream).anyMatch(Session::isResumed),
                    client(upstream)));
  }

  /** The number of the client's session that its only session is one of; 0 for none. */
  private int client(Upstream upstream) {
    return only(upstream)
        .findFirst()
        .or(() -> owner(upstream))
        .map(session -> session.origin().client())
        .orElse(0);
  }

  /** Who comes to a process that takes another's place, once it is ready. */
  private Optional<Session> owner(Upstream upstream) {
    return upstream.key().launch() instanceof InProcessLaunch launch
            && launch.owner().session().isPresent()
        ? Optional.ofNullable(state.session(launch.owner().session().getAsInt()))
        : Optional.empty();
  }

  /** The only session that a server of this process is for; none for one that is shared. */
  private static Stream<Session> only(Upstream upstream) {
    return upstream.key().launch() instanceof InProcessLaunch && upstream.isExclusive()
        ? upstream.sessions().stream()
        : Stream.empty();
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
      if (upstream.key().launch() instanceof InProcessLaunch) {
        state.tell(upstream, Messages.answered(only(upstream).anyMatch(Session::isHeard)));
      }
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
