package dev.mcpmux.core.engine;

import dev.mcpmux.core.catalog.Catalog;
import dev.mcpmux.core.era.Era;
import dev.mcpmux.core.frame.FrameText;
import dev.mcpmux.core.frame.Method;
import dev.mcpmux.core.legacy.ListChanges;
import dev.mcpmux.core.pool.Membership;
import dev.mcpmux.core.port.SessionState;
import dev.mcpmux.core.state.MuxState;
import dev.mcpmux.core.state.Session;
import dev.mcpmux.core.state.SessionStates;
import dev.mcpmux.core.state.Upstream;
import dev.mcpmux.core.words.LevelNames;
import dev.mcpmux.core.words.ListKind;
import dev.mcpmux.core.words.ListMethods;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Takes up a session where another process of mcpmux has left it. */
final class Resumption {
  private final MuxState state;
  private final Catalog catalog;
  private final Era era;
  private final Membership membership;
  private final ListChanges listChanges;

  Resumption(
      MuxState state, Catalog catalog, Era era, Membership membership, ListChanges listChanges) {
    this.state = state;
    this.catalog = catalog;
    this.era = era;
    this.membership = membership;
    this.listChanges = listChanges;
  }

  /** The session has been initialized again, and is what it was before. */
  void resume(Session session, SessionState before) {
    if (!session.isOpen()) {
      return;
    }
    session.resume(promised(before), before.greeting().version(), LevelNames.level(before.level()));
    subscribe(session, before.subscriptions().keySet());
    before.lists().forEach((method, mark) -> compare(session, method, mark));
    era.onInitialized(session);
    membership.served(session);
    state.tellState(session);
  }

  /** It is told of changes as it was promised, and not as the server promises now. */
  private static Set<ListKind> promised(SessionState before) {
    Set<ListKind> promised = EnumSet.noneOf(ListKind.class);
    for (ListKind kind : ListKind.values()) {
      if (before.greeting().listChanged().contains(kind.capability())) {
        promised.add(kind);
      }
    }
    return promised;
  }

  private void subscribe(Session session, Set<String> uris) {
    int limit = state.limits().maxSubscriptionsPerSession();
    long bytes = 0;
    Map<String, byte[]> held = new LinkedHashMap<>();
    for (String uri : uris) {
      byte[] token = FrameText.quoted(uri).getBytes(StandardCharsets.UTF_8);
      bytes += 2L * token.length;
      if (held.size() < limit) {
        held.put(uri, token);
      }
    }
    if (held.isEmpty() || !state.kept.set(session.subscriptions(), bytes)) {
      return;
    }
    held.forEach(session.subscriptions()::add);
    if (session.upstream() != null) {
      state.touched.want(session.upstream()); // only a process tells of updates
    }
  }

  private void compare(Session session, String name, String mark) {
    for (Method method : ListMethods.ALL) {
      if (method.wireName().equals(name)) {
        Upstream upstream = session.upstream();
        byte[] now = upstream == null ? null : catalog.list(upstream.key(), method);
        if (upstream != null) {
          session.lists().see(method, upstream.key());
        }
        session.lists().mark(method, mark);
        if (now == null || !SessionStates.mark(now).equals(mark)) {
          listChanges.owe(session, ListMethods.kind(method));
        }
      }
    }
  }
}
