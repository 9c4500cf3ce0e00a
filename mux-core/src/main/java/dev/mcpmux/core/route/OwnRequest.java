package dev.mcpmux.core.route;

import dev.mcpmux.core.frame.FrameView;

/** A request that mcpmux itself makes of an upstream. */
final class OwnRequest extends Pending {

  /** Takes the reply, a result or an error. */
  interface ReplyHandler {
    void onReply(FrameView reply);
  }

  final ReplyHandler handler;

  OwnRequest(ReplyHandler handler) {
    this.handler = handler;
  }
}
