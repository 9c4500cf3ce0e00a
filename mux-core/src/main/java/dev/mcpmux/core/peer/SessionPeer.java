package dev.mcpmux.core.peer;

import dev.mcpmux.core.api.Json;
import dev.mcpmux.core.api.McpException;
import dev.mcpmux.core.api.server.LogLevel;
import dev.mcpmux.core.api.server.Prompt;
import dev.mcpmux.core.api.server.PromptResult;
import dev.mcpmux.core.api.server.Resource;
import dev.mcpmux.core.api.server.ResourceContents;
import dev.mcpmux.core.api.server.ResourceTemplate;
import dev.mcpmux.core.api.server.Tool;
import dev.mcpmux.core.api.server.ToolResult;
import dev.mcpmux.core.api.session.McpSession;
import dev.mcpmux.core.api.session.ProgressListener;
import dev.mcpmux.core.api.session.SessionClosedException;
import dev.mcpmux.core.api.session.SessionOptions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * A client's side of a session, whatever carries its lines: what it has asked, who is told of
 * progress, what comes and how it ends. Thread-safe.
 */
public final class SessionPeer implements McpSession {

  /** Takes lines to mcpmux. */
  public interface Wire extends Asked.Out {

    /** As {@link #send}, unless it is too long or too much waits already. */
    void notice(byte[] line);

    /** Ends the session; {@link SessionPeer#onEnd} follows. */
    void close();

    /** So many bytes that came were read, or will not be. */
    void taken(int bytes);

    /** {@link SessionPeer#onEnd} says the reason, but may be waiting behind a callback. */
    @Override
    default SessionClosedException gone() {
      return new SessionClosedException("stopping", "mcpmux has ended");
    }

    /**
     * Code of its program has failed at what has come, which may be for each message.
     *
     * @param what whose code
     * @param method what it was given, in the words of the other side; empty if it is not known
     */
    void onFailure(String what, String method, Throwable cause);
  }

  private final SessionOptions options;
  private final SureExecutor executor;
  private final Wire wire;
  private final Asked asked;
  private final Map<Long, ProgressListener> progress = new ConcurrentHashMap<>();

  /** What a server has asked and the program has not answered, by its id. */
  private final Map<Json, CompletionStage<Json>> questions = new ConcurrentHashMap<>();

  private final CompletableFuture<SessionClosedException> closed = new CompletableFuture<>();
  private final Mailbox<Object> mailbox;
  private volatile Json greeting = Json.EMPTY_OBJECT;

  /** Whether its program has it, or may have it. */
  private volatile boolean letIn;

  private volatile SessionClosedException ended;

  public SessionPeer(SessionOptions options, SureExecutor executor, Wire wire) {
    this.options = options;
    this.executor = executor;
    this.wire = wire;
    this.asked = new Asked(wire, options.maxOpen());
    this.mailbox =
        new Mailbox<>(
            executor, this::read, cause -> wire.onFailure("a callback of a session", "", cause));
  }

  /** Says hello to the server; completes with this session. */
  public CompletableFuture<McpSession> initialize() {
    CompletableFuture<McpSession> opened = new CompletableFuture<>();
    request("initialize", options.greeting())
        .whenComplete(
            (answer, failure) -> {
              if (failure != null) {
                opened.completeExceptionally(failure);
                wire.close();
              } else {
                greeting = answer.copy();
                letIn = true;
                send("notifications/initialized", Json.NULL);
                if (!opened.complete(this)) {
                  wire.close(); // nobody wants it any more
                }
              }
            });
    return opened;
  }

  /** A line has come, which is read after {@link #deliver}. By one thread. */
  public void onLine(byte[] line) {
    mailbox.add(line);
  }

  public void deliver() {
    mailbox.deliver();
  }

  public static SessionClosedException closedByProgram() {
    return new SessionClosedException("closed", "the session was closed");
  }

  /** Nothing more comes. What it was first told is why. */
  public void onEnd(SessionClosedException why) {
    mailbox.add(why);
    mailbox.deliver();
  }

  private void read(Object thing) {
    try {
      if (thing instanceof byte[] line) {
        if (ended == null) {
          read(Message.of(line));
        }
      } else {
        end((SessionClosedException) thing);
      }
    } finally {
      if (thing instanceof byte[] line) {
        wire.taken(line.length);
      }
    }
  }

  private void read(Message message) {
    if (message.isReply()) {
      progress.remove(message.id().number(-1));
      asked.onReply(message);
    } else if (message.isRequest()) {
      answer(message);
    } else if (message.method().equals("notifications/progress")) {
      Json params = message.params();
      ProgressListener listener = progress.get(params.get("progressToken").number(-1));
      if (listener != null) {
        listener.onProgress(
            params.get("progress").decimal(),
            params.has("total") ? params.get("total").decimal() : 0,
            params.get("message").text(""));
      }
    } else if (!isTakenBack(message)) {
      options.listener().onNotification(message.method(), message.params());
    }
  }

  /**
   * Whether it takes back a question, whose stage is then cancelled. One that was answered just
   * before is no news for the program.
   */
  private boolean isTakenBack(Message message) {
    if (!message.method().equals("notifications/cancelled")) {
      return false;
    }
    CompletionStage<Json> answer = questions.remove(message.params().get("requestId"));
    if (answer != null) {
      cancel(answer);
    }
    return true;
  }

  private static void cancel(CompletionStage<Json> answer) {
    try {
      answer.toCompletableFuture().cancel(true);
    } catch (RuntimeException e) {
      // it is a stage that cannot be: its answer is dropped when it comes
    }
  }

  private void answer(Message question) {
    CompletionStage<Json> answer;
    try {
      answer =
          question.method().equals("ping")
              ? CompletableFuture.completedFuture(Json.EMPTY_OBJECT)
              : options.listener().onRequest(question.method(), question.params());
      Objects.requireNonNull(answer, "onRequest returned null");
    } catch (Throwable e) { // also a checked one that nobody has declared
      answer = CompletableFuture.failedFuture(e);
    }
    questions.put(question.id(), answer);
    answer.whenComplete(
        (result, failure) -> {
          if (questions.remove(question.id()) == null) {
            return; // it was taken back
          }
          Throwable cause = Failure.cause(failure);
          if (cause == null && result != null) {
            reply(question.id(), Message.result(question.id(), result));
          } else {
            McpException error =
                cause instanceof McpException known
                    ? known
                    : new McpException(McpException.INTERNAL_ERROR, "the client failed at this");
            reply(question.id(), Message.error(question.id(), error));
            if (error != cause) {
              wire.onFailure("a session's answer", question.method(), cause);
            }
          }
        });
  }

  private void reply(Json id, byte[] line) {
    boolean fits = line.length <= wire.maxBytes();
    wire.send(fits ? line : Message.tooLong(id, line.length, wire.maxBytes()), 0);
  }

  private void end(SessionClosedException why) {
    if (ended == null) {
      ended = why;
      progress.clear();
      for (Json id : questions.keySet()) {
        CompletionStage<Json> answer = questions.remove(id);
        if (answer != null) {
          cancel(answer);
        }
      }
      asked.failAll(why);
      closed.complete(why);
      if (letIn) {
        options.listener().onClosed(why);
      }
    }
  }

  @Override
  public CompletableFuture<Json> request(String method, Json params) {
    return asked.ask(method, params, 0);
  }

  @Override
  public CompletableFuture<Json> request(String method, Json params, ProgressListener listener) {
    if (listener == ProgressListener.NONE) {
      return request(method, params);
    }
    if (!params.isNull() && !params.isObject()) {
      return CompletableFuture.failedFuture(
          McpException.invalidParams("params: " + params.kind() + " (expected: an object)"));
    }
    long id = asked.newId();
    Map<String, Json> members = params.members();
    Map<String, Json> meta = params.get("_meta").members();
    meta.put("progressToken", Json.of(id));
    members.put("_meta", Json.object().putAll(meta).build());
    progress.put(id, listener);
    CompletableFuture<Json> answer =
        asked.ask(id, method, Json.object().putAll(members).build(), 0);
    answer.whenComplete((result, failure) -> progress.remove(id));
    return answer;
  }

  @Override
  public void send(String method, Json params) {
    if (ended == null) {
      wire.notice(Message.notice(method, params));
    }
  }

  @Override
  public Json greeting() {
    return greeting;
  }

  @Override
  public CompletableFuture<List<Tool>> listTools() {
    return pages("tools/list", "tools", Tool::of);
  }

  @Override
  public CompletableFuture<ToolResult> callTool(
      String name, Json arguments, ProgressListener listener) {
    Json params = Json.object().put("name", name).put("arguments", arguments).build();
    return made(request("tools/call", params, listener), ToolResult::of);
  }

  @Override
  public CompletableFuture<List<Resource>> listResources() {
    return pages("resources/list", "resources", Resource::of);
  }

  @Override
  public CompletableFuture<List<ResourceTemplate>> listResourceTemplates() {
    return pages("resources/templates/list", "resourceTemplates", ResourceTemplate::of);
  }

  @Override
  public CompletableFuture<ResourceContents> readResource(String uri) {
    return made(request("resources/read", uri(uri)), ResourceContents::of);
  }

  @Override
  public CompletableFuture<Json> subscribe(String uri) {
    return request("resources/subscribe", uri(uri));
  }

  @Override
  public CompletableFuture<Json> unsubscribe(String uri) {
    return request("resources/unsubscribe", uri(uri));
  }

  private static Json uri(String uri) {
    return Json.object().put("uri", uri).build();
  }

  @Override
  public CompletableFuture<List<Prompt>> listPrompts() {
    return pages("prompts/list", "prompts", Prompt::of);
  }

  @Override
  public CompletableFuture<PromptResult> getPrompt(String name, Json arguments) {
    Json params = Json.object().put("name", name).put("arguments", arguments).build();
    return made(request("prompts/get", params), PromptResult::of);
  }

  @Override
  public CompletableFuture<Json> setLogLevel(LogLevel level) {
    return request("logging/setLevel", Json.object().put("level", level.wireName()).build());
  }

  @Override
  public CompletableFuture<Json> ping() {
    return request("ping", Json.NULL);
  }

  /** What is made of an answer; to cancel it cancels the request. */
  private static <T> CompletableFuture<T> made(
      CompletableFuture<Json> answer, Function<Json, T> maker) {
    CompletableFuture<T> made = answer.thenApply(maker);
    made.whenComplete(
        (value, failure) -> {
          answer.cancel(false); // if it is still open: this one was cancelled or has timed out
        });
    return made;
  }

  private <T> CompletableFuture<List<T>> pages(
      String method, String member, Function<Json, T> maker) {
    return new Pages<>(params -> request(method, params), member, maker).all();
  }

  @Override
  public boolean isOpen() {
    return ended == null;
  }

  @Override
  public CompletableFuture<SessionClosedException> closed() {
    return closed.copy();
  }

  /** What waits hears of it at once: a callback may wait for an answer that it holds up. */
  @Override
  public void close() {
    wire.close();
    if (ended == null) {
      executor.aside(() -> asked.failAll(closedByProgram()));
    }
  }
}
