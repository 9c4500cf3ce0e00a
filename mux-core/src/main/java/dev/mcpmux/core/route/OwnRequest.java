package dev.mcpmux.core.route;

import dev.mcpmux.core.frame.FrameView;

/** A request that mcpmux itself makes of an upstream. */
final class OwnRequest extends Pending {

  /** Takes the one outcome. */
  interface Handler {

    /** The reply, a result or an error; or a line that names the request and is neither. */
    void onReply(FrameView reply);

    /** The upstream has gone without a reply. */
    default void onLost(Refusal why) {}

    /** The upstream takes too long; what it answers now is dropped. */
    default void onTimeout(Refusal why) {}
  }

  final Handler handler;

  OwnRequest(Handler handler) {
    this.handler = handler;
  }
}
