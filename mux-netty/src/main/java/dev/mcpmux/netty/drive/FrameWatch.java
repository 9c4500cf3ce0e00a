package dev.mcpmux.netty.drive;

import dev.mcpmux.core.frame.FrameEdits;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.port.Launch;
import dev.mcpmux.core.port.SessionHello;

/**
 * Sees every frame at the seam between the links and the core: what comes in, and, until {@link
 * #eventEnds}, what the core sends because of it. Views, edits and bytes are borrowed during the
 * call. Event loop only; it must not call the driver back.
 */
public interface FrameWatch {

  /** A session has opened, or is open. */
  void session(int session, SessionHello hello);

  /** An upstream is being started, or is there. */
  void upstream(int upstream, String server, Launch launch);

  void sessionGone(int session);

  void upstreamGone(int upstream);

  /** A session's frame comes, before the core has it. */
  void fromSession(int session, FrameView frame);

  /** Likewise, an upstream's. */
  void fromUpstream(int upstream, String server, FrameView frame);

  /** The core is done with the frame that came last. */
  void eventEnds();

  /**
   * The core is about to forward or park a request.
   *
   * @param session the client's, also where it has all servers
   */
  void requestBegins(int session, String server, FrameView request);

  void forward(int upstream, String server, FrameView frame, FrameEdits edits);

  void reply(int session, FrameView frame, FrameEdits edits);

  void send(int session, byte[] frame);

  void sendUpstream(int upstream, String server, byte[] frame);

  void park(long ticket, FrameView frame);

  void forwardParked(long ticket, int upstream, String server, FrameEdits edits);

  void dropParked(long ticket);

  /** It has thrown something, and sees nothing any more. */
  void failed();
}
