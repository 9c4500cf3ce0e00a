package dev.mcpmux.core.route;

import dev.mcpmux.core.MuxActions;
import dev.mcpmux.core.frame.RequestId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The requests of a session that await their reply, by the client's ids: changed by InFlight. */
final class OpenRequests {
  private final Map<RequestId, ClientRequest> byId = new LinkedHashMap<>();

  int size() {
    return byId.size();
  }

  boolean isEmpty() {
    return byId.isEmpty();
  }

  boolean has(RequestId id) {
    return byId.containsKey(id);
  }

  /** Whether this very request is among them, and not another of its id. */
  boolean has(ClientRequest request) {
    return byId.get(request.id) == request;
  }

  void add(ClientRequest request) {
    byId.put(request.id, request);
  }

  /** Null when there is none. */
  ClientRequest remove(RequestId id) {
    return byId.remove(id);
  }

  boolean remove(ClientRequest request) {
    return byId.remove(request.id, request);
  }

  /** Those that there are, in the order they came. */
  List<ClientRequest> all() {
    return new ArrayList<>(byId.values());
  }

  /** Returns those that there were. */
  List<ClientRequest> removeAll() {
    List<ClientRequest> all = all();
    byId.clear();
    return all;
  }

  /** Whether any came on this stream. */
  boolean isOn(int stream) {
    for (ClientRequest request : byId.values()) {
      if (request.stream == stream) {
        return true;
      }
    }
    return false;
  }

  /** Whether the upstream works on any. */
  boolean isAt(Upstream upstream) {
    for (ClientRequest request : byId.values()) {
      if (request.upstream() == upstream) {
        return true;
      }
    }
    return false;
  }

  /** The stream of the newest on which an upstream works; the main stream for none. */
  int workStream() {
    int stream = MuxActions.MAIN_STREAM;
    for (ClientRequest request : byId.values()) {
      if (request.isForwarded() && request.isWork()) {
        stream = request.stream;
      }
    }
    return stream;
  }
}
