package dev.mcpmux.core.era;

import dev.mcpmux.core.frame.FrameEdits;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.state.ClientRequest;
import dev.mcpmux.core.state.Session;
import dev.mcpmux.core.state.Upstream;
import dev.mcpmux.core.words.Refusal;

/**
 * All that only one era of the protocol has: what is said first to a process, what clients and
 * servers may say beside requests and their replies, and what is kept of it. Requests and replies
 * go their way without asking which era it is; the next one is another implementation.
 */
public sealed interface Era permits HandshakeEra {

  /** The process of an upstream runs: what is to be said first. */
  void onStarted(Upstream upstream);

  /** The session may be sent what it has not asked for. Returns false if it may not yet. */
  boolean onInitialized(Session session);

  /** The client will send nothing more. */
  void onInputEnd(Session session);

  /**
   * A request of a client that has no meaning of its own to the core. Returns why it is refused;
   * null when it is not.
   */
  Refusal onRequest(ClientRequest request, FrameView frame);

  /** Returns whether the client's notification concerns anything. */
  boolean onNotification(Session session, FrameView frame);

  /** Returns whether the client's reply, whole or broken, answers anything. */
  boolean onReply(Session session, FrameView frame, boolean broken);

  /**
   * A request of a server.
   *
   * @param with the id of the request on whose stream it came; 0 for none
   */
  void onRequest(Upstream upstream, long with, FrameView frame);

  /** What a server meant as a request, and that cannot be passed on. */
  void onFaulty(Upstream upstream, FrameView frame);

  /** A notification of a server that has no meaning of its own to the core, as a request. */
  void onNotification(Upstream upstream, long with, FrameView frame);

  /** Whether the reply must not reach the client, which has been answered with an error. */
  boolean refuses(ClientRequest request, FrameView reply);

  /** The reply goes to its client, with these edits. */
  void beforeReply(ClientRequest request, FrameView reply, FrameEdits edits);

  /** The reply has been passed on. */
  void afterReply(ClientRequest request, FrameView reply);

  /** The reply, an error, goes to its client. */
  void onError(ClientRequest request, FrameView reply);

  /** The reply answers nothing that is in flight. */
  void onLateReply(Upstream upstream, FrameView reply);

  /** Ends an event: lets go on what waited for what a server is told first. */
  void settle();
}
