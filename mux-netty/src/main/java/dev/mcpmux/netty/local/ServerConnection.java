package dev.mcpmux.netty.local;

import dev.mcpmux.core.api.Json;
import dev.mcpmux.core.api.McpException;
import dev.mcpmux.core.api.server.Connection;
import dev.mcpmux.core.api.server.LogLevel;
import dev.mcpmux.core.api.server.McpServer;
import dev.mcpmux.core.peer.Asked;
import dev.mcpmux.core.peer.Failure;
import dev.mcpmux.core.peer.Message;
import dev.mcpmux.core.peer.SureExecutor;
import dev.mcpmux.core.port.InProcessLaunch;
import dev.mcpmux.netty.log.ForeignFailures;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * A connection with a server that is an object: takes what the loop has for it, has handlers answer
 * on their executor, and keeps what belongs to the connection. {@link #receive} and {@link #close}
 * are the loop's; everything else is any thread's.
 */
final class ServerConnection implements Connection {

  /**
   * What it works with.
   *
   * @param executor runs the handlers
   * @param callbacks runs what is beside them, and has mcpmux's own threads
   * @param maxBytes the longest message that mcpmux takes
   * @param room for requests
   * @param open where it stands while it has a server
   */
  record Means(
      Executor executor,
      SureExecutor callbacks,
      int maxBytes,
      Room room,
      Set<ServerConnection> open) {}

  private final String name;
  private final InProcessLaunch launch;
  private final Means means;
  private final LoopMail mail;
  private final Consumer<String> end;
  private final Turns turns;

  /** For requests that no code of the program answers: handlers may have all threads of theirs. */
  private final Turns plain;

  private final Asked asked;
  private final Map<Json, ServerCall> calls = new ConcurrentHashMap<>();
  private final ServerWatch watch = new ServerWatch(this);

  private final CompletableFuture<Boolean> heard = new CompletableFuture<>();
  private final AtomicBoolean knowsWhetherHeard = new AtomicBoolean();
  private final ForeignFailures failures = new ForeignFailures();

  private volatile Json greeting = Json.EMPTY_OBJECT;
  private volatile String version = "";
  private volatile McpServer server;
  private volatile LogLevel level = LogLevel.INFO;
  private volatile boolean closed;

  /**
   * @param end has the connection end, with a clause for people
   */
  ServerConnection(InProcessLaunch launch, Means means, LoopMail mail, Consumer<String> end) {
    this.name = launch.name();
    this.launch = launch;
    this.means = means;
    this.mail = mail;
    this.end = end;
    this.turns = new Turns(means.executor, launch.mount().maxConcurrent());
    this.plain = new Turns(means.callbacks::aside, 1);
    this.asked = new Asked(mail);
  }

  LoopMail mail() {
    return mail;
  }

  ServerWatch watch() {
    return watch;
  }

  void receive(byte[] line) {
    Message message = Message.of(line);
    if (message.isReply()) {
      means.callbacks.aside(() -> asked.onReply(message)); // handlers may wait for it on all theirs
    } else if (message.isRequest()) {
      onRequest(message);
    } else if (message.method().equals("notifications/cancelled")) {
      ServerCall call = calls.get(message.params().get("requestId"));
      if (call != null) {
        call.cancel();
      }
    } else if (message.method().equals(InProcessLaunch.ANSWERED)) {
      hear(message.params().get(InProcessLaunch.HEARD).bool(false));
    }
  }

  /** What comes first holds, whichever of the threads completes it first. */
  private void hear(boolean it) {
    if (knowsWhetherHeard.compareAndSet(false, true)) {
      run(() -> heard.complete(it));
    }
  }

  private void onRequest(Message message) {
    String full = full(message.params().length());
    if (full != null) {
      mail.send(Message.error(message.id(), busy(full)), 0);
      return;
    }
    ServerCall call = new ServerCall(this, message);
    means.room.take(call.bytes());
    calls.put(message.id(), call);
    try {
      Turns fit = Answering.asksProgram(message.method()) ? turns : plain;
      fit.add(() -> answer(message.method(), call));
    } catch (RejectedExecutionException e) {
      onRefused(call);
    }
  }

  private void onRefused(ServerCall call) {
    if (means.executor instanceof ExecutorService service && service.isShutdown()) {
      end.accept("was ended, as its executor takes nothing any more");
    } else {
      call.fail(busy("its executor takes nothing right now"));
    }
  }

  private McpException busy(String why) {
    return new McpException(McpException.SERVER_ERROR, "server \"" + name + "\" is busy: " + why);
  }

  /** Why it takes nothing more; null when it does. */
  private String full(int bytes) {
    int limit = launch.mount().maxOpen();
    if (calls.size() >= limit) {
      return "requests: " + limit + " (limit: " + limit + ")";
    }
    return means.room.full(bytes);
  }

  private void answer(String method, ServerCall call) {
    try {
      if (call.isCancelled()) {
        call.fail(ServerCall.TAKEN_BACK);
        return;
      }
      CompletionStage<Json> answer = Answering.answer(this, method, call);
      if (answer instanceof CompletableFuture<Json> future && future.isDone()) {
        call.answer(future.join());
      } else {
        call.pending();
        answer.whenComplete(
            (result, failure) -> {
              try {
                if (failure == null && result != null) {
                  call.answer(result);
                } else {
                  fail(method, call, failure);
                }
              } catch (Throwable e) {
                fail(method, call, e);
              }
            });
      }
    } catch (Throwable e) { // whatever a handler throws is its caller's error alone
      fail(method, call, e);
    }
  }

  private void fail(String method, ServerCall call, Throwable failure) {
    Throwable cause = Failure.cause(failure);
    if (cause instanceof McpException error) {
      call.fail(error);
      return;
    }
    failures.add("a handler of the server \"" + name + "\"", method, cause);
    call.fail(
        new McpException(
            McpException.INTERNAL_ERROR, "the server \"" + name + "\" failed at " + method));
  }

  void answered(ServerCall call, byte[] line) {
    forget(call);
    boolean fits = line.length <= means.maxBytes;
    mail.send(fits ? line : Message.tooLong(call.id(), line.length, means.maxBytes), 0);
  }

  private void forget(ServerCall call) {
    if (calls.remove(call.id()) != null) {
      means.room.give(call.bytes());
    }
  }

  /** On the executor, beside what it does already. */
  private void run(Runnable callback) {
    means.callbacks.execute(safe(callback));
  }

  /** On a thread of mcpmux's own: handlers may wait for it on all of theirs. */
  void runAside(Runnable callback) {
    means.callbacks.aside(safe(callback));
  }

  private Runnable safe(Runnable callback) {
    return () -> {
      try {
        callback.run();
      } catch (Throwable e) {
        failures.add("a callback of the server \"" + name + "\"", "", e);
      }
    };
  }

  /**
   * Makes the server, as a client has said hello.
   *
   * @return the answer to it
   */
  Json open(Json said) throws Exception {
    greeting = said;
    version = Answering.version(said.get("protocolVersion").text(""));
    McpServer made = launch.mount().factory().open(this);
    server = made;
    made.watch(watch);
    means.open.add(this);
    if (closed) {
      means.open.remove(this);
      made.forget(watch).run();
    }
    return Answering.greeting(made, version);
  }

  /** The one of this connection. */
  McpServer server() {
    McpServer made = server;
    if (made == null) {
      throw new McpException(McpException.INVALID_REQUEST, "initialize comes first");
    }
    return made;
  }

  void level(LogLevel wanted) {
    level = wanted;
  }

  boolean wants(LogLevel one) {
    return one.compareTo(level) >= 0;
  }

  CompletionStage<Json> ask(String method, Json params, long with) {
    return closed ? CompletableFuture.failedFuture(ended()) : asked.ask(method, params, with);
  }

  private McpException ended() {
    return new McpException(McpException.SERVER_ERROR, "the connection has ended");
  }

  void end(String why) {
    end.accept(why);
  }

  /** Nothing more comes, and nothing goes out any more. By one thread at a time. */
  void close() {
    if (closed) {
      return;
    }
    closed = true;
    means.open.remove(this);
    for (ServerCall call : calls.values()) {
      call.cancel();
      forget(call);
    }
    means.callbacks.aside(() -> asked.failAll(ended()));
    hear(false);
    McpServer made = server;
    if (made != null) {
      run(made.forget(watch));
    }
  }

  @Override
  public String mountedAs() {
    return name;
  }

  @Override
  public String cwd() {
    return launch.cwd();
  }

  @Override
  public Optional<String> projectRoot() {
    return launch.projectRoot();
  }

  @Override
  public OptionalInt session() {
    int client = (int) greeting.get("_meta").get(InProcessLaunch.CLIENT).number(0);
    return client > 0 ? OptionalInt.of(client) : launch.owner().session();
  }

  @Override
  public Optional<String> clientSessionId() {
    return launch.owner().clientSessionId();
  }

  @Override
  public long relay() {
    return launch.owner().relay();
  }

  @Override
  public Json clientInfo() {
    return greeting.get("clientInfo");
  }

  @Override
  public String protocolVersion() {
    return version;
  }

  @Override
  public Json clientCapabilities() {
    return greeting.get("capabilities");
  }

  @Override
  public boolean isHeard() {
    return greeting.get("_meta").get(InProcessLaunch.HEARD).bool(false);
  }

  @Override
  public boolean isResumed() {
    return greeting.get("_meta").get(InProcessLaunch.RESUMED).bool(false);
  }

  @Override
  public CompletionStage<Boolean> heard() {
    return heard.minimalCompletionStage();
  }

  @Override
  public boolean isOpen() {
    return !closed;
  }

  @Override
  public void send(String method, Json params) {
    if (!closed) {
      mail.notice(Message.notice(method, params), 0);
    }
  }

  @Override
  public CompletionStage<Json> ask(String method, Json params) {
    return ask(method, params, 0);
  }
}
