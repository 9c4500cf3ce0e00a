package dev.mcpmux.netty.drive;

import io.netty.util.collection.IntObjectHashMap;
import java.util.Collection;

/** The sessions and upstreams that are there, by their numbers. Event loop only. */
final class Links {

  private final IntObjectHashMap<SessionLink> sessions = new IntObjectHashMap<>();
  private final IntObjectHashMap<UpstreamLink> upstreams = new IntObjectHashMap<>();

  void add(SessionLink session) {
    sessions.put(session.number(), session);
  }

  void add(UpstreamLink upstream) {
    upstreams.put(upstream.number(), upstream);
  }

  boolean has(Link link) {
    return link instanceof SessionLink
        ? sessions.get(link.number()) == link
        : upstreams.get(link.number()) == link;
  }

  /** Returns whether it was there. */
  boolean remove(SessionLink session) {
    return sessions.remove(session.number()) != null;
  }

  /** Likewise. */
  boolean remove(UpstreamLink upstream) {
    UpstreamLink removed = upstreams.remove(upstream.number());
    if (removed != null) {
      removed.ended(); // once: what mcpmux has ended comes to its end as well
    }
    return removed != null;
  }

  /** Null where there is none. */
  SessionLink session(int number) {
    return sessions.get(number);
  }

  /** Likewise. */
  UpstreamLink upstream(int number) {
    return upstreams.get(number);
  }

  Collection<SessionLink> sessions() {
    return sessions.values();
  }

  Collection<UpstreamLink> upstreams() {
    return upstreams.values();
  }
}
