package dev.mcpmux.core.route;

import java.util.HashMap;
import java.util.Map;

/** The requests that a session was sent and has not answered, by the ids it was given. */
final class AskedOfSession {
  private final Map<Long, ServerRequest> byId = new HashMap<>();
  private long last;

  /** The next has an id above this one. */
  void after(long id) {
    last = id;
  }

  int size() {
    return byId.size();
  }

  /** Null when there is none. */
  ServerRequest get(long id) {
    return byId.get(id);
  }

  /** Gives a request the next id of those the session is sent. */
  long add(ServerRequest request) {
    request.sessionId = ++last;
    byId.put(request.sessionId, request);
    return request.sessionId;
  }

  /** It is answered, or needs no answer any more. Null when there is none. */
  ServerRequest remove(long id) {
    return byId.remove(id);
  }
}
