package dev.mcpmux.core.route;

import dev.mcpmux.core.frame.Method;
import dev.mcpmux.core.frame.RequestId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What an upstream has asked of sessions: changed by {@code Questions}. */
final class AskedByServer {
  private final Map<RequestId, ServerRequest.Relayed> byId = new HashMap<>();

  /** Tasks by id, with the session that hosts each; the oldest first. */
  private final Map<String, Session> hosts = new LinkedHashMap<>();

  boolean isEmpty() {
    return byId.isEmpty() && hosts.isEmpty();
  }

  boolean has(RequestId id) {
    return byId.containsKey(id);
  }

  boolean isOpen(Method method) {
    return byId.values().stream().anyMatch(request -> request.method == method);
  }

  boolean isOpenAt(Session session) {
    return byId.values().stream().anyMatch(request -> request.session == session);
  }

  List<ServerRequest.Relayed> all() {
    return List.copyOf(byId.values());
  }

  void add(ServerRequest.Relayed request) {
    byId.put(request.id, request);
  }

  /** Null when there is none. */
  ServerRequest.Relayed remove(RequestId id) {
    return byId.remove(id);
  }

  /** Null when no session does this task. */
  Session host(String taskId) {
    return hosts.get(taskId);
  }

  /** The session does this task. False when another does one of the same id, or did before. */
  boolean addHost(String taskId, Session session) {
    Session host = hosts.putIfAbsent(taskId, session);
    return host == null || host == session;
  }

  /** Whether there are more tasks than these; the oldest is forgotten then. */
  boolean forgetOldestOver(int limit) {
    boolean over = hosts.size() > limit;
    if (over) {
      hosts.remove(hosts.keySet().iterator().next());
    }
    return over;
  }

  void removeHost(Session session) {
    hosts.values().removeIf(host -> host == session);
  }
}
