package dev.mcpmux.netty.local;

import dev.mcpmux.core.api.Json;
import dev.mcpmux.core.api.McpException;
import dev.mcpmux.core.api.server.Watcher;
import dev.mcpmux.core.peer.Message;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells a connection what changes in its server. What is not on its way yet is said once, however
 * often it happens. Thread-safe.
 */
final class ServerWatch implements Watcher {
  private static final int MAX_SUBSCRIPTIONS = 10_000;

  private final ServerConnection connection;
  private final Set<String> subscriptions = ConcurrentHashMap.newKeySet();

  /** Lines that wait for the loop. */
  private final Set<String> waiting = ConcurrentHashMap.newKeySet();

  ServerWatch(ServerConnection connection) {
    this.connection = connection;
  }

  void subscribe(String uri) {
    if (subscriptions.size() >= MAX_SUBSCRIPTIONS) {
      throw new McpException(
          McpException.SERVER_ERROR,
          "subscriptions: " + MAX_SUBSCRIPTIONS + " (limit: " + MAX_SUBSCRIPTIONS + ")");
    }
    subscriptions.add(uri);
  }

  void unsubscribe(String uri) {
    subscriptions.remove(uri);
  }

  @Override
  public void onChanged(Kind kind) {
    String method =
        switch (kind) {
          case TOOLS -> "notifications/tools/list_changed";
          case RESOURCES, TEMPLATES -> "notifications/resources/list_changed";
          case PROMPTS -> "notifications/prompts/list_changed";
        };
    say(method, method, Json.NULL);
  }

  @Override
  public void onUpdated(String uri) {
    if (subscriptions.contains(uri)) {
      say("uri " + uri, "notifications/resources/updated", Json.object().put("uri", uri).build());
    }
  }

  @Override
  public void onClosed() {
    connection.end("was closed by its program");
  }

  private void say(String key, String method, Json params) {
    if (connection.isOpen() && waiting.add(key)) {
      connection.mail().add(Message.notice(method, params), () -> waiting.remove(key));
    }
  }
}
