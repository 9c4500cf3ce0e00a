package dev.mcpmux.core.route;

import dev.mcpmux.core.SessionState;
import dev.mcpmux.core.frame.FrameText;
import dev.mcpmux.core.frame.Method;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.CRC32;

/** Takes up a session where another process of mcpmux has left it. */
public final class Resumption {
  private final MuxState state;
  private final Sessions sessions;
  private final Membership membership;
  private final ListChanges listChanges;

  Resumption(MuxState state, Sessions sessions, Membership membership, ListChanges listChanges) {
    this.state = state;
    this.sessions = sessions;
    this.membership = membership;
    this.listChanges = listChanges;
  }

  /** The session has been initialized again, and is what it was before. */
  void resume(Session session, SessionState before) {
    if (session.phase != Session.Phase.OPEN) {
      return;
    }
    promise(session, before);
    if (!before.version().isEmpty()) {
      session.version = before.version();
    }
    if (session.handshake.declares("logging")) {
      session.logLevel = LogLevel.named(before.level());
    }
    subscribe(session, before.subscriptions().keySet());
    before.lists().forEach((method, mark) -> compare(session, method, mark));
    sessions.onInitialized(session);
    membership.served(session);
    state.tellState(session);
  }

  /** It is told of changes as it was promised, and not as the server promises now. */
  private static void promise(Session session, SessionState before) {
    Set<ListKind> promised = EnumSet.noneOf(ListKind.class);
    for (ListKind kind : ListKind.values()) {
      if (before.listChanged().contains(kind.capability())) {
        promised.add(kind);
      }
    }
    Handshake now = session.handshake;
    session.handshake = new Handshake(now.result(), now.version(), now.capabilities(), promised);
  }

  private void subscribe(Session session, Set<String> uris) {
    int limit = state.config.limits().maxSubscriptionsPerSession();
    long bytes = 0;
    Map<String, byte[]> held = new LinkedHashMap<>();
    for (String uri : uris) {
      byte[] token = FrameText.quoted(uri).getBytes(StandardCharsets.UTF_8);
      bytes += 2L * token.length;
      if (held.size() < limit) {
        held.put(uri, token);
      }
    }
    if (held.isEmpty() || !state.kept.set(session.keptSubscriptions, bytes)) {
      return;
    }
    session.subscriptions.putAll(held);
    if (session.upstream != null) {
      state.touched.want(session.upstream); // only a process tells of updates
    }
  }

  private void compare(Session session, String name, String mark) {
    for (Method method : ListMethods.ALL) {
      if (method.wireName().equals(name)) {
        byte[] now =
            session.upstream == null ? null : state.catalog.list(session.upstream.key, method);
        if (session.upstream != null) {
          session.listsKnownUnder.put(method, session.upstream.key);
        }
        session.listsSeen.put(method, mark);
        if (now == null || !mark(now).equals(mark)) {
          listChanges.owe(session, ListMethods.kind(method));
        }
      }
    }
  }

  /** What tells a list from another; empty for none. */
  static String mark(byte[] list) {
    if (list == null) {
      return "";
    }
    CRC32 sum = new CRC32();
    sum.update(list);
    return Long.toHexString(sum.getValue()) + "-" + Integer.toHexString(list.length);
  }

  /** What it takes to resume a session that is open. */
  static SessionState of(Session session) {
    Set<String> promised = new TreeSet<>();
    session.handshake.listChanged().forEach(kind -> promised.add(kind.capability()));
    Map<String, String> subscriptions = new LinkedHashMap<>();
    session.subscriptions.keySet().forEach(uri -> subscriptions.put(uri, ""));
    Map<String, String> lists = new LinkedHashMap<>();
    session.listsSeen.forEach((method, mark) -> lists.put(method.wireName(), mark));
    return new SessionState(
        initialize(
            session.declaration.protocolVersion(),
            session.declaration.capabilities().raw(),
            session.declaration.clientInfo()),
        session.version,
        promised,
        session.logLevel == null ? "" : session.logLevel.wireName(),
        subscriptions,
        lists);
  }

  /**
   * @param clientInfo null for none
   */
  public static byte[] initialize(byte[] version, byte[] capabilities, byte[] clientInfo) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes("{\"protocolVersion\":".getBytes(StandardCharsets.UTF_8));
    out.writeBytes(version);
    out.writeBytes(",\"capabilities\":".getBytes(StandardCharsets.UTF_8));
    out.writeBytes(capabilities);
    if (clientInfo != null) {
      out.writeBytes(",\"clientInfo\":".getBytes(StandardCharsets.UTF_8));
      out.writeBytes(clientInfo);
    }
    out.write('}');
    return out.toByteArray();
  }
}
