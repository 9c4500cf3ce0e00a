package dev.mcpmux.core.inner;

import dev.mcpmux.core.frame.FrameEdits;
import dev.mcpmux.core.frame.FrameSplicer;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.port.CloseCause;
import dev.mcpmux.core.port.SessionActions;
import dev.mcpmux.core.port.SessionState;

/**
 * Stands between the core and the driver's sessions. What concerns a session of the driver's
 * passes; what concerns an inner session, whose number is negative, goes to whoever has opened it.
 */
final class InnerActions implements SessionActions {
  private final SessionActions driver;
  private final InnerSessions<?> inner;

  InnerActions(SessionActions driver, InnerSessions<?> inner) {
    this.driver = driver;
    this.inner = inner;
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
  public void closeSession(int session, CloseCause cause) {
    if (session < 0) {
      inner.closed(session, cause);
    } else {
      driver.closeSession(session, cause);
    }
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
}
