package dev.mcpmux.netty.tap;

import dev.mcpmux.core.frame.FrameView;

/** The message at hand; nothing is left of it when its event has ended. Event loop only. */
final class Incoming {

  FrameView frame;
  int session;
  int upstream;
  String server;

  /** What it asks, or what it answers; null where that is not known. */
  Call call;

  /** Also where it was lost. */
  boolean shown;

  /** Nobody has room for it, so nothing is looked at. */
  boolean unseen;

  boolean isOfSession() {
    return frame != null && session != 0;
  }

  boolean isOfUpstream() {
    return frame != null && upstream != 0;
  }

  void comes(FrameView came, int ofSession, int ofUpstream, String ofServer) {
    frame = came;
    session = ofSession;
    upstream = ofUpstream;
    server = ofServer;
    call = null;
    shown = false;
    unseen = false;
  }

  void passesUnseen() {
    nothing();
    unseen = true;
  }

  void nothing() {
    comes(null, 0, 0, null);
  }
}
