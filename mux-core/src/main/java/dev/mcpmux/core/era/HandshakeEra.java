package dev.mcpmux.core.era;

import dev.mcpmux.core.frame.FrameEdits;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.Method;
import dev.mcpmux.core.legacy.LegacyParts;
import dev.mcpmux.core.pool.PoolParts;
import dev.mcpmux.core.route.Attribution;
import dev.mcpmux.core.route.Features;
import dev.mcpmux.core.route.Ways;
import dev.mcpmux.core.state.ClientRequest;
import dev.mcpmux.core.state.MuxState;
import dev.mcpmux.core.state.Session;
import dev.mcpmux.core.state.Upstream;
import dev.mcpmux.core.words.Refusal;

/** The era with a handshake, from 2024-11-05 to 2025-11-25. */
public final class HandshakeEra implements Era {
  private final MuxState state;
  private final LegacyParts legacy;
  private final PoolParts pool;
  private final Features features;
  private final FirstQuestions firstQuestions;
  private final Greeting greeting;
  private final ClientWords client;
  private final ServerRequests serverRequests;

  /**
   * @param features of all parts of the core
   */
  public HandshakeEra(
      MuxState state, LegacyParts legacy, Features features, Ways ways, PoolParts pool) {
    this.state = state;
    this.legacy = legacy;
    this.features = features;
    this.pool = pool;
    firstQuestions = new FirstQuestions(state, ways.inFlight(), pool.membership());
    greeting = new Greeting(state, ways, pool, firstQuestions);
    client = new ClientWords(state, legacy, ways, pool);
    serverRequests = new ServerRequests(state, legacy, pool, firstQuestions);
  }

  @Override
  public void onStarted(Upstream upstream) {
    greeting.begin(upstream);
  }

  @Override
  public boolean onInitialized(Session session) {
    if (session.isNew()) {
      return false;
    }
    session.initialized();
    if (session.upstream() != null) {
      greeting.onSessionInitialized(session.upstream());
    }
    pool.placement().seating().roots().onInitialized(session);
    features.onReadable(session);
    return true;
  }

  @Override
  public void onInputEnd(Session session) {
    pool.placement().seating().roots().onInputEnd(session);
  }

  @Override
  public Refusal onRequest(ClientRequest request, FrameView frame) {
    return client.onRequest(request, frame);
  }

  @Override
  public boolean onNotification(Session session, FrameView frame) {
    return switch (frame.method()) {
      case NOTIFICATIONS_INITIALIZED -> onInitialized(session);
      case NOTIFICATIONS_PROGRESS -> serverRequests.onProgress(session, frame);
      case NOTIFICATIONS_TASKS_STATUS -> serverRequests.onHostedTaskStatus(session, frame);
      case NOTIFICATIONS_ROOTS_LIST_CHANGED -> client.onRootsChanged(session, frame);
      default -> client.onOtherNotification(session, frame);
    };
  }

  @Override
  public boolean onReply(Session session, FrameView frame, boolean broken) {
    return serverRequests.onReply(session, frame, broken);
  }

  @Override
  public void onRequest(Upstream upstream, long with, FrameView frame) {
    serverRequests.onRequest(upstream, with, frame);
  }

  @Override
  public void onFaulty(Upstream upstream, FrameView frame) {
    serverRequests.onFaulty(upstream, frame);
  }

  @Override
  public void onNotification(Upstream upstream, long with, FrameView frame) {
    switch (frame.method()) {
      case NOTIFICATIONS_PROGRESS -> legacy.tasks.onProgress(upstream, frame);
      case NOTIFICATIONS_RESOURCES_UPDATED -> legacy.subscriptions.onUpdated(upstream, frame);
      case NOTIFICATIONS_MESSAGE -> legacy.logLevels.onMessage(upstream, with, frame);
      case NOTIFICATIONS_TASKS_STATUS -> legacy.tasks.onStatus(upstream, frame);
      case NOTIFICATIONS_ELICITATION_COMPLETE -> legacy.elicitations.onComplete(upstream, frame);
      case NOTIFICATIONS_CANCELLED -> {
        if (!serverRequests.onCancelled(upstream, frame)) {
          state.drop(upstream, frame, "takes back no request that is open");
        }
      }
      default -> onOther(upstream, with, frame);
    }
  }

  /** A notification of no revision: to the session, if it is certain or there is no other ever. */
  private void onOther(Upstream upstream, long with, FrameView frame) {
    Session session = null;
    if (Attribution.isExact(upstream, with)) {
      session = Attribution.owner(upstream, with, frame);
    } else if (upstream.isExclusive()) {
      session = upstream.parties().only();
    }
    if (session != null && session.takesNotices()) {
      state.pass(session, Attribution.stream(upstream, with, session), frame);
    } else {
      state.drop(upstream, frame, "belongs to no one session");
    }
  }

  @Override
  public boolean refuses(ClientRequest request, FrameView reply) {
    return legacy.tasks.refuseTaken(request, reply);
  }

  @Override
  public void beforeReply(ClientRequest request, FrameView reply, FrameEdits edits) {
    if (request.asksForTask || request.method == Method.TASKS_LIST || request.taskId() != null) {
      legacy.tasks.onReply(request, reply, edits);
    }
  }

  @Override
  public void afterReply(ClientRequest request, FrameView reply) {
    legacy.tasks.afterReply(request, reply);
  }

  @Override
  public void onError(ClientRequest request, FrameView reply) {
    legacy.elicitations.noteError(request.upstream(), request.session, reply);
  }

  @Override
  public void onLateReply(Upstream upstream, FrameView reply) {
    legacy.tasks.onLateReply(upstream, reply);
  }

  @Override
  public void settle() {
    firstQuestions.settle();
  }
}
