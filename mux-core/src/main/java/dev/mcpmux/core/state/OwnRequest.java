package dev.mcpmux.core.state;

import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.words.Refusal;

/** A request that mcpmux itself makes of an upstream. */
public final class OwnRequest extends Pending {

  /** Takes the one outcome. */
  public interface Handler {

    /** The reply, a result or an error; or a line that names the request and is neither. */
    void onReply(FrameView reply);

    /** The upstream has gone without a reply. */
    default void onLost(Refusal why) {}

    /** The upstream takes too long; what it answers now is dropped. */
    default void onTimeout(Refusal why) {}
  }

  public final Handler handler;

  public OwnRequest(Handler handler) {
    this.handler = handler;
  }
}
