package dev.mcpmux.core.engine;

import dev.mcpmux.core.catalog.ListEnds;
import dev.mcpmux.core.catalog.ListKeeper;
import dev.mcpmux.core.catalog.ResultAnswers;
import dev.mcpmux.core.era.Era;
import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameEdits;
import dev.mcpmux.core.frame.FrameFault;
import dev.mcpmux.core.frame.FrameKind;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.Method;
import dev.mcpmux.core.frame.ValueType;
import dev.mcpmux.core.legacy.ListChanges;
import dev.mcpmux.core.port.CallEnd;
import dev.mcpmux.core.port.ProcessLaunch;
import dev.mcpmux.core.route.InFlight;
import dev.mcpmux.core.state.ClientRequest;
import dev.mcpmux.core.state.MuxState;
import dev.mcpmux.core.state.OwnRequest;
import dev.mcpmux.core.state.Pending;
import dev.mcpmux.core.state.Session;
import dev.mcpmux.core.state.Upstream;
import dev.mcpmux.core.state.UpstreamState;
import dev.mcpmux.core.words.Batches;
import dev.mcpmux.core.words.ListKind;
import dev.mcpmux.core.words.ListMethods;
import dev.mcpmux.core.words.Messages;
import dev.mcpmux.core.words.Refusal;
import dev.mcpmux.core.words.ToolFilters;
import java.nio.charset.StandardCharsets;

/**
 * Takes what upstreams send and gives it to the one session it belongs to, to all it concerns, or
 * to nobody.
 */
final class ServerFrames {
  /** In place of an object of a server's, which would say that mcpmux has kept what it has sent. */
  private static final byte[] NO_MARK = "null".getBytes(StandardCharsets.US_ASCII);

  private final MuxState state;
  private final InFlight inFlight;
  private final Era era;
  private final ListChanges listChanges;
  private final ListKeeper listKeeper;
  private final ListEnds listEnds;
  private final ResultAnswers resultAnswers;

  ServerFrames(MuxState state, MuxParts parts) {
    this.state = state;
    this.inFlight = parts.inFlight;
    this.era = parts.era;
    this.listChanges = parts.listChanges;
    this.listKeeper = parts.listKeeper;
    this.listEnds = new ListEnds(state);
    this.resultAnswers = parts.resultAnswers;
  }

  /**
   * A frame came from this upstream.
   *
   * @param with the id of the request on whose stream it came; 0 for none
   */
  void onFrame(int number, long with, FrameView frame) {
    Upstream upstream = state.pool.find(number);
    if (upstream == null) {
      return;
    }
    upstream.vitals().hear();
    if (frame.fault() == FrameFault.BLANK) {
      return;
    }
    // Some servers write arrays in revisions that know none; what answers a request ends it.
    boolean any =
        frame.fault() == FrameFault.ARRAY
            && Batches.split(frame, message -> onMessage(upstream, with, message));
    if (!any) {
      onMessage(upstream, with, frame);
    }
  }

  private void onMessage(Upstream upstream, long with, FrameView frame) {
    if (upstream.state() instanceof UpstreamState.Stopping) {
      // Nobody is left whom it could concern, and nothing can be written to it any more.
      state.drop(upstream, frame, "the server was told to end");
      return;
    }
    switch (frame.kind()) {
      case RESPONSE, ERROR_RESPONSE -> onReply(upstream, with, frame);
      case REQUEST -> {
        if (upstream.results() != null && frame.method() != Method.PING) {
          upstream.results().doubt();
        }
        era.onRequest(upstream, with, frame);
      }
      case NOTIFICATION -> onNotification(upstream, with, frame);
      case INVALID -> onInvalid(upstream, with, frame);
    }
  }

  private void onReply(Upstream upstream, long with, FrameView frame) {
    Pending pending = takeAnswered(upstream, with, frame);
    if (pending instanceof ClientRequest request) {
      upstream.idle().active(state.now());
      try {
        if (ListMethods.isOne(request.method) && upstream.isReady()) {
          listKeeper.onReply(upstream, request, frame);
        }
        if (upstream.results() != null) {
          resultAnswers.onReply(upstream, request, frame);
        }
        replyAll(upstream, request, frame);
      } catch (RuntimeException | Error e) {
        inFlight.refuseAll(request, Refusal.internal(upstream.server()), CallEnd.ERROR);
        throw e;
      }
    } else if (pending instanceof OwnRequest own) {
      own.handler.onReply(frame);
    } else {
      if (upstream.results() != null) {
        upstream.results().change(); // to a call that was given up, which has had its effect
      }
      era.onLateReply(upstream, frame);
      state.drop(upstream, frame, MuxState.NO_REQUEST);
    }
  }

  private void replyAll(Upstream upstream, ClientRequest request, FrameView frame) {
    reply(upstream, request, frame);
    if (!request.followers().isEmpty()) {
      for (ClientRequest follower : request.followers()) {
        reply(upstream, follower, frame);
      }
    }
  }

  /** Takes the request that a reply is for out of the table; null when that is not certain. */
  private Pending takeAnswered(Upstream upstream, long with, FrameView reply) {
    if (!reply.has(Field.ID)) {
      // Over HTTP the stream says it, or nothing does.
      boolean remote = !(upstream.key().launch() instanceof ProcessLaunch);
      return inFlight.take(
          upstream, remote ? with : upstream.namelessErrors().answered(reply, with));
    }
    Pending pending = inFlight.take(upstream, reply.idAsLong());
    if (pending != null) {
      upstream.namelessErrors().onAnswer(pending.upstreamId());
    }
    return pending;
  }

  private void reply(Upstream upstream, ClientRequest request, FrameView frame) {
    Session session = request.session;
    inFlight.end(request);
    if (session.upstream() == upstream) {
      session.replied();
    }
    if (era.refuses(request, frame)) {
      return;
    }
    if (!frame.has(Field.ID)) {
      era.onError(request, frame);
      byte[] error = Messages.rawError(request.id, frame.raw(Field.ERROR));
      state.answer(request, error);
      inFlight.ended(request, CallEnd.ERROR, error.length, frame);
      return;
    }
    try {
      pass(upstream, request, frame);
    } catch (RuntimeException | Error e) {
      inFlight.restore(request); // it has not been answered
      throw e;
    }
    inFlight.ended(request, how(request, frame), frame.frameBytes(), frame);
    era.afterReply(request, frame);
    if (session.upstream() != upstream && ListMethods.isOne(request.method)) {
      // It was told that its lists have changed, and has been given an old one behind that.
      listChanges.owe(session, ListMethods.kind(request.method));
    }
  }

  /** Gives the session the reply as it is to see it. */
  private void pass(Upstream upstream, ClientRequest request, FrameView frame) {
    Session session = request.session;
    FrameEdits edits = state.edits();
    edits.replace(frame, Field.ID, request.id.token());
    era.beforeReply(request, frame, edits);
    if (frame.has(Field.NEXT_CURSOR) || request.cursor() != null) {
      listEnds.onReply(upstream, request, frame, edits);
    }
    if (request.method == Method.TOOLS_LIST
        && !session.tools().isNone()
        && frame.has(Field.RESULT)) {
      ToolFilters.edit(session.tools(), frame.raw(Field.RESULT), frame.start(Field.RESULT), edits);
    }
    if (frame.is(Field.RESULT_META_CACHE, ValueType.OBJECT)) {
      edits.replace(frame, Field.RESULT_META_CACHE, NO_MARK);
    }
    if (frame.kind() == FrameKind.ERROR_RESPONSE) {
      era.onError(request, frame);
    }
    state.toSessions.reply(session.number(), request.stream, frame, edits);
  }

  private static CallEnd how(ClientRequest request, FrameView reply) {
    if (reply.kind() == FrameKind.ERROR_RESPONSE) {
      return CallEnd.ERROR;
    }
    boolean failed =
        reply.is(Field.RESULT_IS_ERROR, ValueType.TRUE)
            && (request.method == Method.TOOLS_CALL || request.method == Method.TASKS_RESULT);
    return failed ? CallEnd.TOOL_ERROR : CallEnd.RESULT;
  }

  /**
   * A line that is no message reaches nobody; when it is a broken request, the server is told so,
   * when it is a broken reply to a request, that request fails.
   */
  private void onInvalid(Upstream upstream, long with, FrameView frame) {
    state.listener.upstreamNoise(upstream.number(), upstream.server(), frame);
    upstream.noteNoise(frame);
    if (frame.looksLikeRequest()) {
      if (frame.has(Field.ID)) {
        era.onFaulty(upstream, frame);
      }
      return;
    }
    Pending pending =
        frame.has(Field.ID) || isNamelessReply(frame) ? takeAnswered(upstream, with, frame) : null;
    if (pending instanceof ClientRequest request) {
      inFlight.refuseAll(request, Refusal.brokenReply(upstream.server(), frame), CallEnd.ERROR);
    } else if (pending instanceof OwnRequest own) {
      own.handler.onReply(frame);
    }
  }

  /** Whether it is meant as a reply and names none that it is to: no line of a log in JSON. */
  private static boolean isNamelessReply(FrameView frame) {
    return frame.fault() == FrameFault.INVALID_REQUEST
        && (frame.has(Field.RESULT) || frame.has(Field.ERROR))
        && "2.0".equals(frame.text(Field.JSONRPC));
  }

  private void onNotification(Upstream upstream, long with, FrameView frame) {
    if (upstream.results() != null) {
      resultAnswers.onNotification(upstream, frame.method());
    }
    switch (frame.method()) {
      case NOTIFICATIONS_PROGRESS -> onProgress(upstream, with, frame);
      case NOTIFICATIONS_TOOLS_LIST_CHANGED,
          NOTIFICATIONS_PROMPTS_LIST_CHANGED,
          NOTIFICATIONS_RESOURCES_LIST_CHANGED -> {
        if (upstream.isReady()) {
          ListKind kind = ListKind.ofNotification(frame.method());
          listKeeper.onChanged(upstream, kind);
          listChanges.onChanged(upstream, kind, frame);
        }
      }
      default -> era.onNotification(upstream, with, frame);
    }
  }

  private void onProgress(Upstream upstream, long with, FrameView frame) {
    long token = frame.longValue(Field.PROGRESS_TOKEN);
    if (upstream.pendings().get(token) instanceof ClientRequest request) {
      request.showsProgress(state.now());
      state.passProgress(upstream, request.session, request.stream, request.progressToken, frame);
    } else {
      era.onNotification(upstream, with, frame);
    }
  }
}
