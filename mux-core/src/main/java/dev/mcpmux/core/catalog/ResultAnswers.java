package dev.mcpmux.core.catalog;

import dev.mcpmux.core.cache.CachedCall;
import dev.mcpmux.core.cache.ResultCache;
import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.Method;
import dev.mcpmux.core.frame.ValueType;
import dev.mcpmux.core.port.CallEnd;
import dev.mcpmux.core.route.InFlight;
import dev.mcpmux.core.state.ClientRequest;
import dev.mcpmux.core.state.MuxState;
import dev.mcpmux.core.state.Session;
import dev.mcpmux.core.state.Upstream;
import dev.mcpmux.core.words.Messages;
import java.util.Comparator;
import java.util.Optional;

/**
 * Answers calls of tools from what the session's own process has answered before, where the config
 * wants that: from the {@link ResultCache} of its upstream.
 */
public final class ResultAnswers {
  private final MuxState state;
  private final InFlight inFlight;

  public ResultAnswers(MuxState state, InFlight inFlight) {
    this.state = state;
    this.inFlight = inFlight;
  }

  /** Whether the call was answered. It is not when something of its session goes before it. */
  public boolean answer(ClientRequest request, FrameView frame) {
    Session session = request.session;
    ResultCache results = session.upstream().results();
    if (request.method != Method.TOOLS_CALL || !frame.is(Field.NAME, ValueType.STRING)) {
      return false;
    }
    CachedCall call = results.call(frame);
    request.cachedAs(call);
    boolean may = session.isServed() && session.parked().isEmpty();
    byte[] result = may ? results.find(call, state.now()) : null;
    if (result == null) {
      return false;
    }
    byte[] reply = Messages.result(request.id.token(), result);
    inFlight.answerAtOnce(request.session, request.stream, frame, reply, CallEnd.KNOWN);
    return true;
  }

  /** The server has answered a request, or what was one. */
  public void onReply(Upstream upstream, ClientRequest request, FrameView reply) {
    ResultCache results = upstream.results();
    if (request.method == Method.UNKNOWN
        || request.method == Method.TASKS_LIST
        || request.isAboutTask()) {
      results.change(); // whatever that was; and a task may have done its work by now
    } else if (request.method == Method.TOOLS_CALL) {
      int most = state.limits().maxCachedResults();
      long mostBytes =
          Math.min(
              state.limits().maxCachedResultBytes(), state.limits().maxCachedResultBytesTogether());
      if (results.answered(request.cachedCall(), reply, state.now(), most, mostBytes)) {
        bound();
      }
    }
  }

  /** The server tells something by itself. */
  public void onNotification(Upstream upstream, Method method) {
    switch (method) {
      case NOTIFICATIONS_TASKS_STATUS,
          NOTIFICATIONS_RESOURCES_UPDATED,
          NOTIFICATIONS_RESOURCES_LIST_CHANGED ->
          upstream.results().change();
      default -> {
        // not of what tools tell; a change of the tools themselves is seen where lists are kept
      }
    }
  }

  /** Who has most makes room, the oldest first. */
  private void bound() {
    long limit = state.limits().maxCachedResultBytesTogether();
    while (bytes() > limit) {
      largest().ifPresent(ResultCache::removeOldest);
    }
  }

  private long bytes() {
    return state.pool.all().stream()
        .filter(upstream -> upstream.results() != null)
        .mapToLong(upstream -> upstream.results().bytes())
        .sum();
  }

  private Optional<ResultCache> largest() {
    return state.pool.all().stream()
        .map(Upstream::results)
        .filter(results -> results != null)
        .max(Comparator.comparingLong(ResultCache::bytes));
  }
}
