package dev.mcpmux.netty.local;

import dev.mcpmux.core.api.Json;
import dev.mcpmux.core.api.McpException;
import dev.mcpmux.core.api.server.Call;
import dev.mcpmux.core.api.server.Connection;
import dev.mcpmux.core.api.server.LogLevel;
import dev.mcpmux.core.peer.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** A request that a handler answers. */
final class ServerCall implements Call {
  static final McpException TAKEN_BACK =
      new McpException(McpException.SERVER_ERROR, "the request was taken back");

  private final ServerConnection connection;
  private final Json id;
  private final Json params;
  private final Json token;
  private final int bytes;
  private List<Runnable> onCancel;
  private boolean cancelled;

  /** Its handler has returned, and the answer comes later. */
  private boolean pending;

  private boolean done;

  ServerCall(ServerConnection connection, Message request) {
    this.connection = connection;
    this.id = request.id();
    this.params = request.params();
    this.bytes = params.length();
    this.token = params.get("_meta").get("progressToken");
  }

  Json id() {
    return id;
  }

  /** What it holds until it is answered. */
  int bytes() {
    return bytes;
  }

  @Override
  public Connection connection() {
    return connection;
  }

  @Override
  public Json params() {
    return params;
  }

  @Override
  public void progress(double doneSoFar, double total, String message) {
    if (token.isNull() || !Double.isFinite(doneSoFar) || Double.isNaN(total)) {
      return; // nobody asks, or it says nothing
    }
    Json.ObjectBuilder said = Json.object().put("progressToken", token).put("progress", doneSoFar);
    if (total > 0 && Double.isFinite(total)) {
      said.put("total", total);
    }
    tell("notifications/progress", said.putIfAny("message", message).build());
  }

  @Override
  public void log(LogLevel level, String logger, Json data) {
    if (connection.wants(level)) {
      tell(
          "notifications/message",
          Json.object()
              .put("level", level.wireName())
              .putIfAny("logger", logger)
              .put("data", data)
              .build());
    }
  }

  /** Under the lock, so that nothing comes behind the answer. */
  private synchronized void tell(String method, Json said) {
    if (!done) {
      connection.mail().notice(Message.notice(method, said), with());
    }
  }

  @Override
  public synchronized boolean isCancelled() {
    return cancelled;
  }

  @Override
  public void onCancel(Runnable callback) {
    synchronized (this) {
      if (!cancelled) {
        if (onCancel == null) {
          onCancel = new ArrayList<>(1);
        }
        onCancel.add(callback);
        return;
      }
    }
    callback.run();
  }

  @Override
  public CompletionStage<Json> ask(String method, Json asked) {
    return connection.ask(method, asked, with());
  }

  private long with() {
    return id.number(0);
  }

  /** Its caller does not want it any more, or has gone. */
  void cancel() {
    List<Runnable> callbacks;
    synchronized (this) {
      if (cancelled || done) {
        return;
      }
      cancelled = true;
      callbacks = onCancel == null ? List.of() : onCancel;
      onCancel = null;
    }
    for (Runnable each : callbacks) {
      connection.runAside(each);
    }
    failIfTakenBack();
  }

  /** Its handler has returned, and no thread works on it: what comes may never come. */
  void pending() {
    synchronized (this) {
      pending = true;
    }
    failIfTakenBack();
  }

  private void failIfTakenBack() {
    boolean over;
    synchronized (this) {
      over = cancelled && pending;
    }
    if (over) {
      fail(TAKEN_BACK);
    }
  }

  void answer(Json result) {
    send(Message.result(id, result));
  }

  void fail(McpException error) {
    send(Message.error(id, error));
  }

  private void send(byte[] line) {
    synchronized (this) {
      if (done) {
        return;
      }
      done = true;
      onCancel = null;
    }
    connection.answered(this, line);
  }
}
