package dev.mcpmux.netty.drive;

import dev.mcpmux.core.frame.FrameEdits;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.port.Launch;
import dev.mcpmux.core.port.MuxListener;
import dev.mcpmux.core.port.PassingListener;
import dev.mcpmux.core.port.SessionHello;
import dev.mcpmux.netty.log.Log;
import java.util.function.Consumer;

/**
 * The one place where frames can be watched. While nobody does, each frame costs one look at a
 * field that is null. A watch that fails is taken off: it must not cost a session anything.
 *
 * <p>Event loop only.
 */
final class WatchPoint {

  private FrameWatch watch;

  /** Null for nobody. */
  void watch(FrameWatch chosen) {
    watch = chosen;
  }

  void session(int session, SessionHello hello) {
    if (watch != null) {
      safely(to -> to.session(session, hello));
    }
  }

  void upstream(UpstreamLink link, Launch launch) {
    if (watch != null) {
      safely(to -> to.upstream(link.number(), link.server(), launch));
    }
  }

  void sessionGone(int session) {
    if (watch != null) {
      safely(to -> to.sessionGone(session));
    }
  }

  void upstreamGone(int upstream) {
    if (watch != null) {
      safely(to -> to.upstreamGone(upstream));
    }
  }

  void fromSession(SessionLink session, FrameView frame) {
    if (watch != null) {
      safely(to -> to.fromSession(session.number(), frame));
    }
  }

  void fromUpstream(UpstreamLink link, FrameView frame) {
    if (watch != null) {
      safely(to -> to.fromUpstream(link.number(), link.server(), frame));
    }
  }

  void eventEnds() {
    if (watch != null) {
      safely(FrameWatch::eventEnds);
    }
  }

  void forward(UpstreamLink link, FrameView frame, FrameEdits edits) {
    if (watch != null) {
      safely(to -> to.forward(link.number(), link.server(), frame, edits));
    }
  }

  void reply(int session, FrameView frame, FrameEdits edits) {
    if (watch != null) {
      safely(to -> to.reply(session, frame, edits));
    }
  }

  void send(int session, byte[] frame) {
    if (watch != null) {
      safely(to -> to.send(session, frame));
    }
  }

  void sendUpstream(UpstreamLink link, byte[] frame) {
    if (watch != null) {
      safely(to -> to.sendUpstream(link.number(), link.server(), frame));
    }
  }

  void park(long ticket, FrameView frame) {
    if (watch != null) {
      safely(to -> to.park(ticket, frame));
    }
  }

  void forwardParked(long ticket, UpstreamLink link, FrameEdits edits) {
    if (watch != null) {
      safely(to -> to.forwardParked(ticket, link.number(), link.server(), edits));
    }
  }

  void dropParked(long ticket) {
    if (watch != null) {
      safely(to -> to.dropParked(ticket));
    }
  }

  /** Hears from the core whose request it is about to forward, which the frame does not say. */
  MuxListener listening(MuxListener next) {
    return new PassingListener(next) {
      @Override
      public byte requestBegun(int session, String server, FrameView request) {
        if (watch != null) {
          safely(to -> to.requestBegins(session, server, request));
        }
        return next.requestBegun(session, server, request);
      }
    };
  }

  private void safely(Consumer<FrameWatch> call) {
    try {
      call.accept(watch);
    } catch (RuntimeException | Error e) { // it may be memory
      FrameWatch failed = watch;
      watch = null;
      Log.bug("watching frames has failed, and ends", e);
      failed.failed();
    }
  }
}
