package dev.mcpmux.netty.tap;

import dev.mcpmux.core.frame.FrameView;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The requests that await a reply, by whom that goes to: so that a reply is shown with the method,
 * the ids and the time of its request. Bounded: where there are more, the oldest are forgotten, and
 * their replies are shown without. Event loop only.
 */
final class Calls {

  static final int MAX = 4096;

  /**
   * @param number of a session or an upstream
   * @param id a token of JSON; at an upstream, a number of ours
   */
  private record Key(int number, String id) {}

  private static final class Table extends LinkedHashMap<Key, Call> {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<Key, Call> eldest) {
      return size() > MAX;
    }
  }

  private final Table ofClients = new Table();
  private final Table atServers = new Table();
  private final Table ofServers = new Table();

  /** A client asks. */
  void asked(Call call) {
    ofClients.put(new Key(call.session(), call.id()), call);
  }

  /** What a client asked under this id; null when that is not known. */
  Call find(int session, String id) {
    return ofClients.get(new Key(session, id));
  }

  /** It has its answer. */
  Call answered(int session, String id) {
    return ofClients.remove(new Key(session, id));
  }

  /** The oldest of a session by a method that has not been sent anywhere; null for none. */
  Call unsent(int session, String method) {
    for (Call call : ofClients.values()) {
      if (call.session() == session
          && call.timesSent() == 0
          && String.valueOf(method).equals(call.head().method())) {
        return call;
      }
    }
    return null;
  }

  /** It was sent to a server, under an id of ours. */
  void sent(int upstream, String id, Call call) {
    atServers.put(new Key(upstream, id), call);
  }

  /** A server answers; null when that is not known. */
  Call answeredBy(int upstream, FrameView reply) {
    return atServers.isEmpty() ? null : atServers.remove(new Key(upstream, Message.ownId(reply)));
  }

  /** A server asks a client, under an id of ours. */
  void question(int session, String id, Call call) {
    ofServers.put(new Key(session, id), call);
  }

  /** The client answers; null when that is not known. */
  Call answeredQuestion(int session, String id) {
    return ofServers.remove(new Key(session, id));
  }

  void forgetSession(int session) {
    forget(ofClients, session);
    forget(ofServers, session);
  }

  void forgetUpstream(int upstream) {
    forget(atServers, upstream);
  }

  private static void forget(Table table, int number) {
    for (Iterator<Key> keys = table.keySet().iterator(); keys.hasNext(); ) {
      if (keys.next().number() == number) {
        keys.remove();
      }
    }
  }
}
