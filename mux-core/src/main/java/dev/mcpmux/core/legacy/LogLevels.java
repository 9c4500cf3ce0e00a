package dev.mcpmux.core.legacy;

import dev.mcpmux.core.api.server.LogLevel;
import dev.mcpmux.core.config.LogRouting;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.route.Attribution;
import dev.mcpmux.core.route.Feature;
import dev.mcpmux.core.route.InFlight;
import dev.mcpmux.core.state.MuxState;
import dev.mcpmux.core.state.OwnRequest;
import dev.mcpmux.core.state.Session;
import dev.mcpmux.core.state.Upstream;
import dev.mcpmux.core.words.LevelNames;
import dev.mcpmux.core.words.Messages;
import dev.mcpmux.core.words.Refusal;

/**
 * The log level of each session on a server that knows only one, and who gets a log message.
 *
 * @see <a
 *     href="https://modelcontextprotocol.io/specification/2025-11-25/server/utilities/logging">2025-11-25/server/utilities/logging</a>
 */
public final class LogLevels implements Feature {
  private final MuxState state;
  private final InFlight inFlight;

  public LogLevels(MuxState state, InFlight inFlight) {
    this.state = state;
    this.inFlight = inFlight;
  }

  /** The session's upstream is ready. */
  public void set(Session session, LogLevel level) {
    session.setLogLevel(level);
    state.tellState(session);
    sync(session.upstream());
  }

  /**
   * Asks the upstream for the most verbose of its sessions' levels; for none, if none of them ever
   * set one.
   */
  void sync(Upstream upstream) {
    LogLevel wanted = null;
    for (Session session : upstream.sessions()) {
      if (session.logLevel() != null
          && (wanted == null || session.logLevel().compareTo(wanted) < 0)) {
        wanted = session.logLevel();
      }
    }
    if (wanted != null && upstream.isReady() && upstream.askedLevel().mayBecome(wanted)) {
      upstream.askedLevel().ask(wanted);
      OwnRequest.Handler handler =
          new OwnRequest.Handler() {
            @Override
            public void onReply(FrameView reply) {
              levelSet(upstream);
            }

            @Override
            public void onTimeout(Refusal why) {
              levelSet(upstream);
            }
          };
      LogLevel level = wanted;
      inFlight.ask(upstream, handler, id -> Messages.setLevel(id, level));
    }
  }

  /** What was not asked for because so much was open. */
  private void levelSet(Upstream upstream) {
    upstream.askedLevel().answered();
    sync(upstream);
  }

  /** A log message of an upstream, with the request on whose stream it came, 0 for none. */
  public void onMessage(Upstream upstream, long with, FrameView frame) {
    boolean delivered = false;
    if (upstream.policy().logRouting() == LogRouting.BROADCAST) {
      for (Session session : upstream.parties().all()) {
        delivered |= deliver(upstream, with, session, frame);
      }
    } else {
      Session receiver = Attribution.logReceiver(upstream, with, frame);
      delivered = receiver != null && deliver(upstream, with, receiver, frame);
    }
    if (!delivered) {
      state.drop(
          upstream,
          frame,
          "a log message that belongs to no one session, or below its level, or it does not read");
    }
  }

  private boolean deliver(Upstream upstream, long with, Session session, FrameView frame) {
    if (!session.reads() || !session.isOpen() || !admits(upstream, session, frame)) {
      return false;
    }
    state.pass(session, Attribution.stream(upstream, with, session), frame);
    return true;
  }

  /**
   * A session that set no level gets what the server sends by itself; where another asked for more,
   * no more than {@code info}.
   */
  private static boolean admits(Upstream upstream, Session session, FrameView frame) {
    LogLevel level = LevelNames.of(frame);
    if (level == null) {
      return true;
    }
    if (session.logLevel() != null) {
      return level.compareTo(session.logLevel()) >= 0;
    }
    return upstream.askedLevel().last() == null || level.compareTo(LogLevel.INFO) >= 0;
  }

  @Override
  public void onServed(Session session) {
    if (session.logLevel() != null) {
      sync(session.upstream());
    }
  }

  @Override
  public void onLeft(Upstream upstream, Session session) {
    sync(upstream);
  }
}
