package dev.mcpmux.core.state;

import dev.mcpmux.core.frame.RequestId;
import dev.mcpmux.core.port.MuxActions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The requests of a session that await their reply, by the client's ids: changed by InFlight. */
public final class OpenRequests {
  private final Map<RequestId, ClientRequest> byId = new LinkedHashMap<>();

  public int size() {
    return byId.size();
  }

  public boolean isEmpty() {
    return byId.isEmpty();
  }

  public boolean has(RequestId id) {
    return byId.containsKey(id);
  }

  /** Whether this very request is among them, and not another of its id. */
  public boolean has(ClientRequest request) {
    return byId.get(request.id) == request;
  }

  /** Null when there is none. */
  public ClientRequest find(RequestId id) {
    return byId.get(id);
  }

  public void add(ClientRequest request) {
    byId.put(request.id, request);
  }

  /** Null when there is none. */
  public ClientRequest remove(RequestId id) {
    return byId.remove(id);
  }

  public boolean remove(ClientRequest request) {
    return byId.remove(request.id, request);
  }

  /** Those that there are, in the order they came. */
  public List<ClientRequest> all() {
    return new ArrayList<>(byId.values());
  }

  /** Returns those that there were. */
  public List<ClientRequest> removeAll() {
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
  public boolean isAt(Upstream upstream) {
    for (ClientRequest request : byId.values()) {
      if (request.upstream() == upstream) {
        return true;
      }
    }
    return false;
  }

  /** The stream of the newest on which an upstream works; the main stream for none. */
  public int workStream() {
    int stream = MuxActions.MAIN_STREAM;
    for (ClientRequest request : byId.values()) {
      if (request.isForwarded() && request.isWork()) {
        stream = request.stream;
      }
    }
    return stream;
  }
}
