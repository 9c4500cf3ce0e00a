package dev.mcpmux.core.inner;

import dev.mcpmux.core.frame.FrameEdits;
import dev.mcpmux.core.frame.FrameSplicer;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.port.CloseCause;
import dev.mcpmux.core.port.Launch;
import dev.mcpmux.core.port.MuxActions;
import dev.mcpmux.core.port.SessionState;
import java.util.List;

/**
 * Stands between the core and the driver. What concerns a session of the driver's passes; what
 * concerns an inner session, whose number is negative, goes to whoever has opened it.
 */
final class InnerActions implements MuxActions {
  private final MuxActions driver;
  private final InnerSessions<?> inner;

  InnerActions(MuxActions driver, InnerSessions<?> inner) {
    this.driver = driver;
    this.inner = inner;
  }

  @Override
  public void forward(int upstream, FrameView frame, FrameEdits edits) {
    driver.forward(upstream, frame, edits);
  }

  @Override
  public void reply(int session, int stream, FrameView frame, FrameEdits edits) {
    if (session < 0) {
      inner.sent(session, stream, FrameSplicer.splice(frame, edits));
    } else {
      driver.reply(session, stream, frame, edits);
    }
  }

  @Override
  public void send(int session, int stream, byte[] frame) {
    if (session < 0) {
      inner.sent(session, stream, frame);
    } else {
      driver.send(session, stream, frame);
    }
  }

  @Override
  public void sendUpstream(int upstream, byte[] frame) {
    driver.sendUpstream(upstream, frame);
  }

  @Override
  public void park(long ticket, FrameView frame) {
    driver.park(ticket, frame);
  }

  @Override
  public void forwardParked(long ticket, int upstream, FrameEdits edits) {
    driver.forwardParked(ticket, upstream, edits);
  }

  @Override
  public void dropParked(long ticket) {
    driver.dropParked(ticket);
  }

  @Override
  public void startUpstream(int upstream, String server, Launch launch) {
    driver.startUpstream(upstream, server, launch);
  }

  @Override
  public void stopUpstream(int upstream) {
    driver.stopUpstream(upstream);
  }

  @Override
  public void closeSession(int session, CloseCause cause) {
    if (session < 0) {
      inner.closed(session, cause);
    } else {
      driver.closeSession(session, cause);
    }
  }

  @Override
  public void loadState(String key) {
    driver.loadState(key);
  }

  @Override
  public void saveState(String key, byte[] bytes) {
    driver.saveState(key, bytes);
  }

  @Override
  public void loadCatalog(String key, Launch launch) {
    driver.loadCatalog(key, launch);
  }

  @Override
  public void saveCatalog(String key, byte[] bytes) {
    driver.saveCatalog(key, bytes);
  }

  /** An inner session has no reads of its own. */
  @Override
  public void pauseReads(int session) {
    if (session > 0) {
      driver.pauseReads(session);
    }
  }

  @Override
  public void resumeReads(int session) {
    if (session > 0) {
      driver.resumeReads(session);
    }
  }

  /** A front tells its own. */
  @Override
  public void sessionState(int session, SessionState state) {
    if (session > 0) {
      driver.sessionState(session, state);
    }
  }

  @Override
  public void lookAtUpstream(int upstream) {
    driver.lookAtUpstream(upstream);
  }

  @Override
  public void confirmUpstream(int upstream) {
    driver.confirmUpstream(upstream);
  }

  @Override
  public void giveUpUpstream(int upstream, String why) {
    driver.giveUpUpstream(upstream, why);
  }

  @Override
  public void retryUpstream(int upstream, int again) {
    driver.retryUpstream(upstream, again);
  }

  @Override
  public List<String> stderrSoFar(int upstream) {
    return driver.stderrSoFar(upstream);
  }
}
