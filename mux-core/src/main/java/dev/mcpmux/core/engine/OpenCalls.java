package dev.mcpmux.core.engine;

import dev.mcpmux.core.port.OpenCall;
import dev.mcpmux.core.state.ClientRequest;
import dev.mcpmux.core.state.MuxState;
import java.util.Comparator;
import java.util.List;

/** Makes the list that {@link dev.mcpmux.core.Mux#openCalls} returns. */
final class OpenCalls {
  private OpenCalls() {}

  static List<OpenCall> oldest(MuxState state, int max) {
    return state.sessions().stream()
        .flatMap(session -> session.requests().all().stream())
        .sorted(Comparator.comparingLong(ClientRequest::sentAt))
        .limit(max)
        .map(request -> describe(request, state.now()))
        .toList();
  }

  private static OpenCall describe(ClientRequest request, long now) {
    boolean sent = request.isForwarded();
    OpenCall.Place place =
        new OpenCall.Place(
            request.session.server(), sent ? request.upstream().number() : 0, request.upstreamId());
    return new OpenCall(
        request.session.number(),
        request.id.toString(),
        request.mark(),
        place,
        now - request.sentAt());
  }
}
