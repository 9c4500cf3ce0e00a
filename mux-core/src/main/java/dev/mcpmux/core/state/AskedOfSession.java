package dev.mcpmux.core.state;

import java.util.HashMap;
import java.util.Map;

/** The requests that a session was sent and has not answered, by the ids it was given. */
public final class AskedOfSession {
  private final Map<Long, ServerRequest> byId = new HashMap<>();
  private long last;

  /** The next has an id above this one. */
  public void after(long id) {
    last = id;
  }

  public int size() {
    return byId.size();
  }

  /** Null when there is none. */
  public ServerRequest get(long id) {
    return byId.get(id);
  }

  /** Gives a request the next id of those the session is sent. */
  public long add(ServerRequest request) {
    request.setSessionId(++last);
    byId.put(last, request);
    return last;
  }

  /** It is answered, or needs no answer any more. Null when there is none. */
  public ServerRequest remove(long id) {
    return byId.remove(id);
  }
}
