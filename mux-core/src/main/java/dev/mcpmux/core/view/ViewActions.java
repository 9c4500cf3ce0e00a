package dev.mcpmux.core.view;

import dev.mcpmux.core.CloseCause;
import dev.mcpmux.core.Launch;
import dev.mcpmux.core.MuxActions;
import dev.mcpmux.core.frame.FrameEdits;
import dev.mcpmux.core.frame.FrameSplicer;
import dev.mcpmux.core.frame.FrameView;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Stands between the core and the driver. What concerns a session of the driver's passes; what
 * concerns a member of a front, whose number is negative, goes to the view, which also holds the
 * bytes of a member's frames, and of those that are replaced, in place of the driver.
 */
final class ViewActions implements MuxActions {
  private final MuxActions driver;
  private final Aggregates view;
  private final ToolFilters filters;

  /**
   * The frame that the parts are given in place of the driver's: of a member, or what is left of
   * one; null while they are given the driver's.
   */
  private FrameView ownFrame;

  private FrameView upstreamFrame;

  /** Whether that is another than the one that the driver has. */
  private boolean upstreamFrameReplaced;

  private final Map<Long, byte[]> parked = new HashMap<>();

  ViewActions(MuxActions driver, Aggregates view, ToolFilters filters) {
    this.driver = driver;
    this.view = view;
    this.filters = filters;
  }

  /** No frame is at hand. */
  void begin() {
    ownFrame = null;
    upstreamFrame = null;
  }

  /** Names the frame of the view's own making that the core is about to get; null after that. */
  void ownFrame(FrameView frame) {
    ownFrame = frame;
  }

  /**
   * Names the frame of the upstream event that is about to run; null after it.
   *
   * @param replaced whether it is of the view's own making
   */
  void upstreamFrame(FrameView frame, boolean replaced) {
    upstreamFrame = frame;
    upstreamFrameReplaced = replaced;
  }

  @Override
  public void forward(int upstream, FrameEdits edits) {
    if (ownFrame == null) {
      driver.forward(upstream, edits);
    } else {
      driver.sendUpstream(upstream, FrameSplicer.splice(ownFrame, edits));
    }
  }

  @Override
  public void reply(int session, int stream, FrameEdits edits) {
    if (session < 0) {
      view.fromMember(session, stream, FrameSplicer.splice(upstreamFrame, edits));
    } else if (upstreamFrameReplaced || filters.concern(session, view.answering())) {
      send(session, stream, FrameSplicer.splice(upstreamFrame, edits));
    } else {
      driver.reply(session, stream, edits);
    }
  }

  @Override
  public void send(int session, int stream, byte[] frame) {
    if (session < 0) {
      view.fromMember(session, stream, frame);
    } else {
      boolean list = filters.concern(session, view.answering());
      driver.send(session, stream, list ? filters.shorten(session, frame) : frame);
    }
  }

  @Override
  public void sendUpstream(int upstream, byte[] frame) {
    driver.sendUpstream(upstream, frame);
  }

  @Override
  public void park(long ticket) {
    if (ownFrame == null) {
      driver.park(ticket);
    } else {
      parked.put(ticket, FrameSplicer.splice(ownFrame, new FrameEdits()));
    }
  }

  @Override
  public void forwardParked(long ticket, int upstream, FrameEdits edits) {
    byte[] frame = parked.remove(ticket);
    if (frame == null) {
      driver.forwardParked(ticket, upstream, edits);
    } else {
      driver.sendUpstream(
          upstream, FrameSplicer.splice(ByteBuffer.wrap(frame), 0, frame.length, edits));
    }
  }

  @Override
  public void dropParked(long ticket) {
    if (parked.remove(ticket) == null) {
      driver.dropParked(ticket);
    }
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
      view.memberClosed(session, cause);
    } else {
      filters.forget(session);
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

  /** A front's reads are paused as a whole, by the view. */
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

  @Override
  public List<String> stderrSoFar(int upstream) {
    return driver.stderrSoFar(upstream);
  }
}
