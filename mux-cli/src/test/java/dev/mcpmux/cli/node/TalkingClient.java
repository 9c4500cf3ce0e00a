package dev.mcpmux.cli.node;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/**
 * A client that answers what it is asked while it waits for replies. Like every client it counts
 * its ids from 1, so that several have the same ones in flight. A thread of its own reads; any
 * thread may send.
 */
final class TalkingClient implements AutoCloseable {

  private final RawClient raw;
  private final Map<String, Function<Json, String>> answers = new ConcurrentHashMap<>();
  private final Map<Long, CompletableFuture<Json>> waiting = new ConcurrentHashMap<>();
  private final List<Json> asked = new CopyOnWriteArrayList<>();
  private final List<Json> notifications = new CopyOnWriteArrayList<>();
  private final List<String> strays = new CopyOnWriteArrayList<>();
  private long lastId;

  TalkingClient(RawClient raw) {
    this.raw = raw;
  }

  /**
   * Answers requests of a method with what the function makes of their parameters: a result, as
   * JSON text.
   */
  TalkingClient answering(String method, Function<Json, String> result) {
    answers.put(method, result);
    return this;
  }

  /** Opens the session; capabilities are JSON text. */
  TalkingClient initialized(String protocolVersion, String capabilities) throws Exception {
    Thread reader = new Thread(this::read, "talking client");
    reader.setDaemon(true);
    reader.start();
    Json answer =
        request(
            "initialize",
            "{\"protocolVersion\":\""
                + protocolVersion
                + "\",\"capabilities\":"
                + capabilities
                + ",\"clientInfo\":{\"name\":\"talking\",\"version\":\"1\"}}");
    if (answer.at("result").value() == null) {
      throw new AssertionError("initialize failed: " + answer);
    }
    notify("notifications/initialized");
    return this;
  }

  void notify(String method) throws IOException {
    sendLine("{\"jsonrpc\":\"2.0\",\"method\":\"" + method + "\"}");
  }

  /** Sends a request; its reply, whole, comes later. */
  CompletableFuture<Json> send(String method, String params) throws IOException {
    CompletableFuture<Json> reply = new CompletableFuture<>();
    long id;
    synchronized (this) {
      id = ++lastId;
    }
    waiting.put(id, reply);
    sendLine(
        "{\"jsonrpc\":\"2.0\",\"id\":"
            + id
            + ",\"method\":\""
            + method
            + "\",\"params\":"
            + params
            + "}");
    return reply.orTimeout(RawClient.BOUND_SECONDS, SECONDS);
  }

  CompletableFuture<Json> sendCall(String tool, String arguments) throws IOException {
    return send("tools/call", "{\"name\":\"" + tool + "\",\"arguments\":" + arguments + "}");
  }

  Json request(String method, String params) throws Exception {
    return send(method, params).get();
  }

  Json call(String tool, String arguments) throws Exception {
    return sendCall(tool, arguments).get();
  }

  /** The parameters of the requests of this method that it was sent, in order. */
  List<Json> asked(String method) {
    return asked.stream()
        .filter(request -> method.equals(request.at("method").value()))
        .map(request -> request.at("params"))
        .toList();
  }

  /** The parameters of the notifications of this method that came since they were last taken. */
  List<Json> takeNotifications(String method) {
    List<Json> taken =
        notifications.stream()
            .filter(notification -> method.equals(notification.at("method").value()))
            .toList();
    notifications.removeAll(taken);
    return taken.stream().map(notification -> notification.at("params")).toList();
  }

  /** Replies to nothing that it has asked, and lines that are no messages. */
  List<String> strays() {
    return strays;
  }

  private void read() {
    try {
      while (true) {
        take(raw.next());
      }
    } catch (AssertionError | Exception e) {
      waiting.values().forEach(reply -> reply.completeExceptionally(e));
    }
  }

  private void take(String line) throws IOException {
    Json message = Json.parse(line);
    Object method = message.at("method").value();
    Object id = message.at("id").value();
    if (method == null) {
      CompletableFuture<Json> reply = id instanceof Long number ? waiting.remove(number) : null;
      if (reply == null) {
        strays.add(line);
      } else {
        reply.complete(message);
      }
    } else if (id == null) {
      notifications.add(message);
    } else {
      asked.add(message);
      Function<Json, String> answer = answers.get(method);
      String outcome =
          answer == null
              ? "\"error\":{\"code\":-32601,\"message\":\"not here\"}"
              : "\"result\":" + answer.apply(message.at("params"));
      sendLine("{\"jsonrpc\":\"2.0\",\"id\":" + Json.text(id) + "," + outcome + "}");
    }
  }

  private synchronized void sendLine(String line) throws IOException {
    raw.send(line);
  }

  @Override
  public void close() {
    raw.close();
  }
}
