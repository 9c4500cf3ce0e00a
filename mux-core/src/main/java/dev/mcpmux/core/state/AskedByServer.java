package dev.mcpmux.core.state;

import dev.mcpmux.core.frame.Method;
import dev.mcpmux.core.frame.RequestId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What an upstream has asked of sessions: changed by {@code Questions}. */
public final class AskedByServer {
  private final Map<RequestId, ServerRequest.Relayed> byId = new HashMap<>();

  /** Tasks by id, with the session that hosts each; the oldest first. */
  private final Map<String, Session> hosts = new LinkedHashMap<>();

  public boolean isEmpty() {
    return byId.isEmpty() && hosts.isEmpty();
  }

  public boolean has(RequestId id) {
    return byId.containsKey(id);
  }

  public boolean isOpen(Method method) {
    return byId.values().stream().anyMatch(request -> request.method == method);
  }

  public boolean isOpenAt(Session session) {
    return byId.values().stream().anyMatch(request -> request.session == session);
  }

  public List<ServerRequest.Relayed> all() {
    return List.copyOf(byId.values());
  }

  public void add(ServerRequest.Relayed request) {
    byId.put(request.id, request);
  }

  /** Null when there is none. */
  public ServerRequest.Relayed remove(RequestId id) {
    return byId.remove(id);
  }

  /** Null when no session does this task. */
  public Session host(String taskId) {
    return hosts.get(taskId);
  }

  /** The session does this task. False when another does one of the same id, or did before. */
  public boolean addHost(String taskId, Session session) {
    Session host = hosts.putIfAbsent(taskId, session);
    return host == null || host == session;
  }

  /** Whether there are more tasks than these; the oldest is forgotten then. */
  public boolean forgetOldestOver(int limit) {
    boolean over = hosts.size() > limit;
    if (over) {
      hosts.remove(hosts.keySet().iterator().next());
    }
    return over;
  }

  public void removeHost(Session session) {
    hosts.values().removeIf(host -> host == session);
  }
}
