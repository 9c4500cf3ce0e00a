package dev.mcpmux.core.legacy;

import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameKind;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.Method;
import dev.mcpmux.core.port.CallEnd;
import dev.mcpmux.core.port.MuxActions;
import dev.mcpmux.core.route.Feature;
import dev.mcpmux.core.route.InFlight;
import dev.mcpmux.core.state.MuxState;
import dev.mcpmux.core.state.OwnRequest;
import dev.mcpmux.core.state.Session;
import dev.mcpmux.core.state.SubscriptionTable.Step;
import dev.mcpmux.core.state.Upstream;
import dev.mcpmux.core.words.Messages;
import dev.mcpmux.core.words.Refusal;
import java.util.ArrayDeque;

/**
 * Subscriptions to resources: each session has its own, the server sees one per URI. The first
 * subscriber subscribes, the last that goes unsubscribes; the steps of one URI are taken one after
 * the other.
 *
 * @see <a
 *     href="https://modelcontextprotocol.io/specification/2025-11-25/server/resources#subscriptions">2025-11-25/server/resources#subscriptions</a>
 */
public final class Subscriptions implements Feature {
  private final MuxState state;
  private final InFlight inFlight;

  public Subscriptions(MuxState state, InFlight inFlight) {
    this.state = state;
    this.inFlight = inFlight;
  }

  /** Takes a step of a session whose upstream is ready; its request is in flight. */
  public void take(Step step) {
    Upstream upstream = step.request().session.upstream();
    step.request().goTo(upstream);
    ArrayDeque<Step> waiting = upstream.subscriptions().waiting(step.uri());
    if (waiting != null) {
      // What was cancelled must not pile up while the server takes its time.
      waiting.removeIf(other -> !inFlight.isWanted(other.request()));
      waiting.add(step);
    } else {
      begin(upstream, step);
    }
  }

  private void begin(Upstream upstream, Step step) {
    Session session = step.request().session;
    boolean held = session.subscriptions().has(step.uri());
    if (step.subscribes() && !held && upstream.subscriptions().isAsked(step.uri())) {
      session.subscriptions().add(step.uri(), step.uriToken());
      state.tellState(session);
      answerEmpty(step);
    } else if (step.subscribes() && !held) {
      ask(upstream, step);
    } else if (!step.subscribes() && held) {
      session.subscriptions().remove(step.uri());
      state.tellState(session);
      if (isHeld(upstream, step.uri())) {
        answerEmpty(step);
      } else {
        upstream.subscriptions().notAsked(step.uri());
        ask(upstream, step);
      }
    } else {
      answerEmpty(step);
    }
  }

  private void ask(Upstream upstream, Step step) {
    int open = upstream.subscriptions().open();
    int limit = state.limits().maxInFlightPerUpstream();
    if (step.subscribes() && open >= limit) {
      String what = "subscriptions that the server has not answered";
      fail(step, Refusal.busy(what, open + 1L, limit, upstream.server()));
      return;
    }
    upstream.subscriptions().begin(step.uri());
    OwnRequest.Handler handler =
        new OwnRequest.Handler() {
          @Override
          public void onReply(FrameView reply) {
            answered(upstream, step, reply);
          }

          @Override
          public void onLost(Refusal why) {
            lost(upstream, step, why);
          }

          @Override
          public void onTimeout(Refusal why) {
            fail(step, why);
            next(upstream, step.uri(), step.uriToken());
          }
        };
    inFlight.askFor(
        step.request(),
        upstream,
        handler,
        id -> Messages.subscription(id, step.request().method, step.uriToken()));
  }

  private void answered(Upstream upstream, Step step, FrameView reply) {
    Session session = step.request().session;
    boolean accepted = isAccepted(reply);
    boolean waits = inFlight.isWanted(step.request());
    if (accepted && step.subscribes()) {
      upstream.subscriptions().asked(step.uri());
      if (waits) {
        session.subscriptions().add(step.uri(), step.uriToken());
        state.tellState(session);
      }
    }
    if (waits) {
      byte[] frame;
      if (accepted) {
        frame = Messages.result(step.request().id.token(), reply.raw(Field.RESULT));
      } else if (reply.kind() == FrameKind.ERROR_RESPONSE && reply.has(Field.ERROR)) {
        frame = Messages.rawError(step.request().id, reply.raw(Field.ERROR));
      } else {
        frame = Messages.error(step.request().id, Refusal.brokenReply(upstream.server(), reply));
      }
      inFlight.answer(step.request(), frame, accepted ? CallEnd.RESULT : CallEnd.ERROR);
    }
    follow(upstream, step);
    next(upstream, step.uri(), step.uriToken());
  }

  private static boolean isAccepted(FrameView reply) {
    return reply.kind() == FrameKind.RESPONSE && reply.has(Field.RESULT);
  }

  private void lost(Upstream upstream, Step step, Refusal why) {
    fail(step, why);
    ArrayDeque<Step> waiting = upstream.subscriptions().end(step.uri());
    for (Step other : waiting) {
      fail(other, why);
    }
  }

  private void fail(Step step, Refusal why) {
    inFlight.refuse(step.request(), why);
  }

  /** A step of this URI has come to its end. */
  private void next(Upstream upstream, String uri, byte[] token) {
    if (takeWaiting(upstream, uri)) {
      return;
    }
    if (!isHeld(upstream, uri)) {
      dropUnheld(upstream, uri, token);
    } else if (upstream.subscriptions().asked(uri)) {
      // Its holder came while the server was told that there is none.
      ownStep(upstream, Method.RESOURCES_SUBSCRIBE, uri, token);
    }
  }

  /** Takes the steps that waited, up to one for which the server is asked; tells if there is. */
  private boolean takeWaiting(Upstream upstream, String uri) {
    ArrayDeque<Step> waiting = upstream.subscriptions().end(uri);
    while (!waiting.isEmpty() && !upstream.subscriptions().isOpen(uri)) {
      Step step = waiting.poll();
      if (inFlight.isWanted(step.request())) {
        begin(upstream, step);
      }
    }
    if (upstream.subscriptions().isOpen(uri)) {
      upstream.subscriptions().waiting(uri).addAll(waiting);
      return true;
    }
    return false;
  }

  private void answerEmpty(Step step) {
    inFlight.answer(
        step.request(), Messages.result(step.request().id.token(), "{}"), CallEnd.KNOWN);
    follow(step.request().upstream(), step);
  }

  /**
   * A step was taken; if the session has another upstream by now, that is told the same, and is
   * started for it.
   */
  private void follow(Upstream taken, Step step) {
    Session session = step.request().session;
    Upstream now = session.upstream();
    if (now == taken || now == null) {
      return;
    }
    if (session.isServed()) {
      onServed(session);
      dropUnheld(now, step.uri(), step.uriToken());
    } else if (!session.subscriptions().isEmpty()) {
      state.touched.want(now);
    }
  }

  private static boolean isHeld(Upstream upstream, String uri) {
    for (Session session : upstream.sessions()) {
      if (session.subscriptions().has(uri)) {
        return true;
      }
    }
    return false;
  }

  /**
   * The session has left this upstream, to end or to go to another, with its subscriptions still in
   * its hands.
   */
  @Override
  public void onLeft(Upstream upstream, Session session) {
    session.subscriptions().forEach((uri, token) -> dropUnheld(upstream, uri, token));
  }

  private void dropUnheld(Upstream upstream, String uri, byte[] token) {
    if (upstream.isReady()
        && !isHeld(upstream, uri)
        && !upstream.subscriptions().isOpen(uri)
        && upstream.subscriptions().notAsked(uri)) {
      ownStep(upstream, Method.RESOURCES_UNSUBSCRIBE, uri, token);
    }
  }

  /**
   * The session's upstream is ready: subscribes to what the session holds and this process was not
   * asked for yet.
   */
  @Override
  public void onServed(Session session) {
    Upstream upstream = session.upstream();
    session
        .subscriptions()
        .forEach(
            (uri, token) -> {
              if (!upstream.subscriptions().isOpen(uri) && upstream.subscriptions().asked(uri)) {
                ownStep(upstream, Method.RESOURCES_SUBSCRIBE, uri, token);
              }
            });
  }

  /**
   * A step of our own, not a client's: nobody waits for its answer, but later steps of the URI do.
   */
  private void ownStep(Upstream upstream, Method method, String uri, byte[] token) {
    upstream.subscriptions().begin(uri);
    OwnRequest.Handler handler =
        new OwnRequest.Handler() {
          @Override
          public void onReply(FrameView reply) {
            ended(isAccepted(reply));
          }

          @Override
          public void onTimeout(Refusal why) {
            ended(false);
          }

          private void ended(boolean accepted) {
            if (accepted || method == Method.RESOURCES_UNSUBSCRIBE) {
              next(upstream, uri, token);
            } else {
              // Not tried again by itself: a server that refuses would be asked without end.
              upstream.subscriptions().notAsked(uri);
              takeWaiting(upstream, uri);
            }
          }

          @Override
          public void onLost(Refusal why) {
            for (Step step : upstream.subscriptions().end(uri)) {
              fail(step, why);
            }
          }
        };
    inFlight.ask(upstream, handler, id -> Messages.subscription(id, method, token));
  }

  /**
   * The frame tells that a resource has changed: passed to those who subscribed to it or to a path
   * above it.
   */
  public void onUpdated(Upstream upstream, FrameView frame) {
    boolean delivered = false;
    String uri = frame.has(Field.URI) ? frame.text(Field.URI) : "";
    for (Session session : upstream.sessions()) {
      String subscribed = session.subscriptions().matching(uri);
      if (subscribed != null && session.takesNotices()) {
        state.pass(session, MuxActions.MAIN_STREAM, frame);
        delivered = true;
      } else if (subscribed != null) {
        session.subscriptions().oweUpdate(subscribed);
        delivered = true;
      }
    }
    if (!delivered) {
      state.drop(upstream, frame, "nobody subscribed to it");
    }
  }

  /** The session reads again: one update for each subscription that had any. */
  @Override
  public void onReadable(Session session) {
    while (session.takesNotices() && session.subscriptions().owesUpdate()) {
      byte[] token = session.subscriptions().takeOwed();
      if (token != null) {
        state.send(session, Messages.updated(token));
      }
    }
  }

  @Override
  public boolean keepsBusy(Upstream upstream) {
    return upstream.subscriptions().open() > 0
        || upstream.sessions().stream().anyMatch(session -> !session.subscriptions().isEmpty());
  }

  @Override
  public void onEnd(Session session, String why) {
    state.kept.drop(session.subscriptions());
  }
}
