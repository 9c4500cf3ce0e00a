package dev.mcpmux.core.era;

import dev.mcpmux.core.config.Trait;
import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameEdits;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.Method;
import dev.mcpmux.core.frame.RequestId;
import dev.mcpmux.core.frame.ValueType;
import dev.mcpmux.core.json.CanonicalJson;
import dev.mcpmux.core.legacy.LegacyParts;
import dev.mcpmux.core.message.Revision;
import dev.mcpmux.core.pool.PoolParts;
import dev.mcpmux.core.route.Attribution;
import dev.mcpmux.core.sharing.Capabilities;
import dev.mcpmux.core.sharing.SaidSharing;
import dev.mcpmux.core.state.MuxState;
import dev.mcpmux.core.state.ServerRequest;
import dev.mcpmux.core.state.Session;
import dev.mcpmux.core.state.Upstream;
import dev.mcpmux.core.words.FrontDoor;
import dev.mcpmux.core.words.Messages;
import dev.mcpmux.core.words.Refusal;

/**
 * Requests of servers: for roots, sampling, elicitation, or for a task that a client hosts. One
 * goes to the session that certainly caused it, if that declared what is asked for; else it is
 * refused, never guessed.
 *
 * @see <a
 *     href="https://modelcontextprotocol.io/specification/2025-11-25/client/elicitation">2025-11-25/client/elicitation</a>
 * @see <a
 *     href="https://modelcontextprotocol.io/specification/2025-11-25/client/sampling">2025-11-25/client/sampling</a>
 * @see <a
 *     href="https://modelcontextprotocol.io/specification/2025-11-25/client/roots">2025-11-25/client/roots</a>
 */
final class ServerRequests {
  /**
   * A request of an upstream.
   *
   * @param with the id of the request on whose stream it came; 0 for none
   */
  private record Asked(Upstream upstream, long with, RequestId id, FrameView frame) {}

  private final MuxState state;
  private final LegacyParts legacy;
  private final PoolParts pool;
  private final FirstQuestions firstQuestions;

  ServerRequests(
      MuxState state, LegacyParts legacy, PoolParts pool, FirstQuestions firstQuestions) {
    this.state = state;
    this.legacy = legacy;
    this.pool = pool;
    this.firstQuestions = firstQuestions;
  }

  /** An upstream asks something; {@link Asked} says what with is. */
  void onRequest(Upstream upstream, long with, FrameView frame) {
    if (!mayAnswer(upstream, frame)) {
      return;
    }
    RequestId id = RequestId.copyOf(frame, Field.ID);
    Asked asked = new Asked(upstream, with, id, frame);
    if (!upstream.isUp() && frame.method() != Method.PING) {
      refuse(asked, Refusal.notAttributable(frame.text(Field.METHOD)));
      return;
    }
    boolean open = upstream.questions().has(id) || upstream.roots().isAsked(id);
    if (open && frame.method() != Method.PING) {
      refuse(asked, Refusal.invalidRequest("a request with this id is open already"));
      return;
    }
    Capabilities declared = upstream.declaration().capabilities();
    switch (frame.method()) {
      case PING -> state.tell(upstream, Messages.result(id.token(), "{}"));
      case ROOTS_LIST -> onRootsList(asked, declared);
      case SAMPLING_CREATE_MESSAGE -> onSampling(asked, declared);
      case ELICITATION_CREATE -> onElicitation(asked, declared);
      case TASKS_GET, TASKS_RESULT, TASKS_CANCEL -> onHostedTask(asked);
      default -> relayIfCertain(asked);
    }
  }

  /** The message was meant as a request and cannot be passed on. */
  void onFaulty(Upstream upstream, FrameView frame) {
    if (mayAnswer(upstream, frame)) {
      Refusal refusal = new Refusal(frame.fault().code(), "invalid-frame", frame.faultText(), null);
      state.tell(upstream, Messages.error(RequestId.copyOf(frame, Field.ID), refusal));
    }
  }

  /** A server that asks without end and reads nothing must not fill our memory with answers. */
  private boolean mayAnswer(Upstream upstream, FrameView frame) {
    int limit = state.limits().maxServerRequestsPerSession();
    if (!upstream.isFull(limit)) {
      upstream.countUnread();
      return true;
    }
    state.drop(upstream, frame, "the server does not read");
    return false;
  }

  private void onRootsList(Asked asked, Capabilities declared) {
    Upstream upstream = asked.upstream;
    if (!declared.roots()) {
      refuse(asked, Refusal.methodNotFound("roots/list"));
      return;
    }
    firstQuestions.onAsked(upstream);
    pool.placement().learn(upstream, Trait.ROOTS);
    if (upstream.key().hasRoots()) {
      state.pool.onRootsTold(upstream);
      state.tell(
          upstream,
          Messages.result(asked.id.token(), "{\"roots\":" + upstream.key().roots() + "}"));
    } else if (upstream.sessions().stream().anyMatch(session -> session.waitsForRoots())) {
      if (upstream.roots().questions() < state.limits().maxServerRequestsPerSession()) {
        upstream.roots().ask(asked.id);
      } else {
        int open = upstream.roots().questions();
        refuse(asked, Refusal.busy("questions for roots", open + 1L, open, null));
      }
    } else if (upstream.isExclusive()) {
      relayIfCertain(asked);
    } else {
      refuse(asked, Refusal.notAttributable("roots/list"));
    }
  }

  private void onSampling(Asked asked, Capabilities declared) {
    FrameView frame = asked.frame;
    boolean tools = frame.has(Field.TOOLS) || frame.has(Field.TOOL_CHOICE);
    if (!declared.sampling()) {
      refuse(asked, Refusal.methodNotFound("sampling/createMessage"));
    } else if (tools && !declared.samplingTools()) {
      refuse(asked, Refusal.invalidParams("the client did not declare sampling.tools"));
    } else {
      relay(asked, Trait.SAMPLING);
    }
  }

  private void onElicitation(Asked asked, Capabilities declared) {
    FrameView frame = asked.frame;
    boolean url = frame.is(Field.MODE, ValueType.STRING) && frame.text(Field.MODE).equals("url");
    if (!declared.elicitation() || !Revision.V2025_06_18.isIn(asked.upstream.version())) {
      refuse(asked, Refusal.methodNotFound("elicitation/create"));
    } else if (url && !declared.elicitationUrl()) {
      refuse(asked, Refusal.invalidParams("the client did not declare elicitation.url"));
    } else if (!url && !declared.elicitationForm()) {
      refuse(asked, Refusal.invalidParams("the client did not declare elicitation.form"));
    } else {
      relay(asked, Trait.ELICITATION);
    }
  }

  /** Whether sessions part for what the server asks for. */
  private static boolean parts(Upstream upstream) {
    return upstream.policy().serverRequests().isEmpty() && upstream.said() != SaidSharing.SHARED;
  }

  /**
   * Passes the request to the session that certainly caused it, or refuses it; either way it is
   * known now what the server does. Who is asked with a request of his own needs no process of his
   * own for it.
   */
  private void relay(Asked asked, Trait trait) {
    Upstream upstream = asked.upstream;
    FrameView frame = asked.frame;
    boolean exact = Attribution.isExact(upstream, asked.with);
    Session owner = Attribution.owner(upstream, asked.with, frame);
    Refusal noRoom = owner == null ? null : noRoom(owner);
    if (noRoom != null) {
      refuse(asked, noRoom);
    } else if (owner != null && relayTo(owner, asked)) {
      legacy.elicitations.note(upstream, owner, frame);
    } else {
      state.listener.serverRequestRefused(
          upstream.number(), upstream.server(), frame, "no session certainly caused it");
      state.tell(
          upstream,
          !exact && frame.method() == Method.SAMPLING_CREATE_MESSAGE && parts(upstream)
              ? Messages.error(asked.id, Refusal.notAttributableYet(frame.method().wireName()))
              : Messages.notAttributable(asked.id, frame.method()));
    }
    if (!exact) {
      pool.placement().learn(upstream, trait);
    }
  }

  private void onHostedTask(Asked asked) {
    FrameView frame = asked.frame;
    Session host =
        frame.is(Field.TASK_ID, ValueType.STRING)
            ? asked.upstream.questions().host(frame.text(Field.TASK_ID))
            : null;
    relayOr(Refusal.unknownTask(), host, asked);
  }

  private void relayIfCertain(Asked asked) {
    Session owner = Attribution.owner(asked.upstream, asked.with, asked.frame);
    relayOr(Refusal.notAttributable(asked.frame.text(Field.METHOD)), owner, asked);
  }

  private void relayOr(Refusal otherwise, Session session, Asked asked) {
    Refusal noRoom = session == null ? null : noRoom(session);
    if (noRoom != null || session == null || !relayTo(session, asked)) {
      refuse(asked, noRoom == null ? otherwise : noRoom);
    }
  }

  /** Null when a session may be sent one more. */
  private Refusal noRoom(Session session) {
    int limit = state.limits().maxServerRequestsPerSession();
    int open = session.questions().size();
    if (open >= limit) {
      return Refusal.busy("requests of servers to this client", open + 1L, limit, null);
    }
    return session.isFull(limit)
        ? Refusal.busy("requests of servers that this client has not read", limit + 1L, limit, null)
        : null;
  }

  private boolean relayTo(Session session, Asked asked) {
    Upstream upstream = asked.upstream;
    FrameView frame = asked.frame;
    if (!session.isInitialized()
        || !upstream.parties().has(session)
        || upstream.questions().has(asked.id)) {
      return false;
    }
    session.countUnread();
    int stream = Attribution.stream(upstream, asked.with, session);
    ServerRequest.Relayed request =
        new ServerRequest.Relayed(upstream, session, stream, asked.id, frame);
    long sessionId = legacy.questions.add(request);
    FrameEdits edits = state.edits();
    edits.replace(frame, Field.ID, sessionId);
    if (request.progressToken != null) {
      edits.replace(frame, Field.META_PROGRESS_TOKEN, sessionId);
    }
    state.actions.reply(session.number(), request.stream, frame, edits);
    return true;
  }

  private void refuse(Asked asked, Refusal refusal) {
    Upstream upstream = asked.upstream;
    state.listener.serverRequestRefused(
        upstream.number(), upstream.server(), asked.frame, refusal.reason());
    state.tell(upstream, Messages.error(asked.id, refusal));
  }

  /** The message is a session's reply, whole or broken. Returns whether it answers anything. */
  boolean onReply(Session session, FrameView frame, boolean broken) {
    ServerRequest request = legacy.questions.answered(session, frame.idAsLong());
    if (request instanceof ServerRequest.Own own) {
      own.handler.onReply(frame);
    } else if (request instanceof ServerRequest.Relayed relayed) {
      Upstream upstream = relayed.upstream;
      if (broken || isTooLong(relayed, frame) || !hostsTaskAlone(relayed, frame)) {
        Refusal refusal =
            new Refusal(
                Messages.INTERNAL_ERROR,
                "broken-reply",
                "the client's reply cannot be passed on",
                null);
        state.tell(upstream, Messages.error(relayed.id, refusal));
      } else {
        FrameEdits edits = state.edits();
        edits.replace(frame, Field.ID, relayed.id.token());
        state.actions.forward(upstream.number(), frame, edits);
        if (relayed.method == Method.ROOTS_LIST && frame.is(Field.RESULT_ROOTS, ValueType.ARRAY)) {
          upstream.roots().tell(CanonicalJson.of(frame.raw(Field.RESULT_ROOTS)));
        }
      }
      state.touched.add(session);
    }
    return request != null;
  }

  /** What roots a process was told is kept of it. */
  private boolean isTooLong(ServerRequest.Relayed request, FrameView reply) {
    return request.method == Method.ROOTS_LIST
        && reply.frameBytes() > state.limits().maxRootsBytes();
  }

  /**
   * Notes a task that the client hosts; false when another session of the process has one of the
   * same id.
   */
  private boolean hostsTaskAlone(ServerRequest.Relayed request, FrameView reply) {
    return !request.asksForTask
        || !reply.is(Field.RESULT_TASK_ID, ValueType.STRING)
        || legacy.questions.host(
            request.upstream, reply.text(Field.RESULT_TASK_ID), request.session);
  }

  /** The message is a session's progress on what it was asked. */
  boolean onProgress(Session session, FrameView frame) {
    if (session.questions().get(frame.longValue(Field.PROGRESS_TOKEN))
            instanceof ServerRequest.Relayed request
        && request.progressToken != null) {
      if (request.upstream.reads()) {
        FrameEdits edits = state.edits();
        edits.replace(frame, Field.PROGRESS_TOKEN, request.progressToken.token());
        request.upstream.namelessErrors().onNotification();
        state.actions.forward(request.upstream.number(), frame, edits);
      } else {
        state.listener.sessionFrameRefused(session.number(), frame, "the server does not read");
      }
      return true;
    }
    return false;
  }

  /** The message is a session's word on a task that it hosts. */
  boolean onHostedTaskStatus(Session session, FrameView frame) {
    String taskId = frame.is(Field.TASK_ID, ValueType.STRING) ? frame.text(Field.TASK_ID) : null;
    boolean own = session.isServed() && tellHostedTask(session.upstream(), session, taskId, frame);
    for (Upstream left : session.lingering()) {
      own = own || tellHostedTask(left, session, taskId, frame);
    }
    return own;
  }

  private boolean tellHostedTask(Upstream upstream, Session host, String taskId, FrameView frame) {
    if (upstream.questions().host(taskId) != host) {
      return false;
    }
    if (upstream.reads()) {
      upstream.namelessErrors().onNotification();
      state.actions.forward(upstream.number(), frame, state.edits());
    }
    return true;
  }

  /** The message takes back a request of this upstream. */
  boolean onCancelled(Upstream upstream, FrameView frame) {
    RequestId id = FrontDoor.cancelled(frame);
    ServerRequest.Relayed request = id == null ? null : legacy.questions.takeBack(upstream, id);
    if (request == null) {
      return false;
    }
    FrameEdits edits = state.edits();
    edits.replace(frame, Field.REQUEST_ID, request.sessionId());
    state.actions.reply(request.session.number(), request.stream, frame, edits);
    state.touched.add(request.session);
    return true;
  }
}
