package dev.mcpmux.netty.remote;

import dev.mcpmux.core.frame.FrameView;
import io.netty.buffer.ByteBuf;

/** Whom a {@link RemoteUpstream} tells what happens. Event loop only. */
public interface RemoteOwner {

  /** The server is there and can be written to. */
  void onStarted();

  /**
   * The server says something, or it is said in its place why there is no answer.
   *
   * @param request on the stream of which request it came; 0 for none
   * @param message lent, from its reader index on
   * @param view what was found in it
   */
  void onMessage(long request, ByteBuf message, FrameView view);

  /**
   * The server has certainly not taken this request; {@link #onEnded} follows at once.
   *
   * @param message lent
   */
  void onUntaken(ByteBuf message, FrameView view);

  /** What has come in one go has been told. */
  void onReadComplete();

  /** {@link RemoteUpstream#isWritable} has changed. */
  void onWritabilityChanged();

  /**
   * It is over; nothing follows.
   *
   * @param what a clause for people that follows "the server"
   */
  void onEnded(String what);

  /** Something for the server's log file. */
  void onLog(String line);
}
