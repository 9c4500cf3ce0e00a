package dev.mcpmux.netty.http;

import dev.mcpmux.netty.config.HttpConfig;
import dev.mcpmux.netty.config.HttpLimits;
import dev.mcpmux.netty.http.read.RequestBody;
import dev.mcpmux.netty.io.AwakeClock;
import dev.mcpmux.netty.log.Log;
import dev.mcpmux.netty.log.Seldom;
import dev.mcpmux.netty.wire.Pipelines.HttpHandlers;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.IntSupplier;

/**
 * What becomes of each request: answered here, refused, or a frame for the core. Holds the
 * connections and sessions, and looks once a second what has taken too long.
 *
 * <p>Event loop only.
 */
public final class HttpFront implements HttpService {

  private static final long TICK_MILLIS = 1_000;
  private static final long DRAIN_LOOK_MILLIS = 20;
  private static final String LAST_WORDS = "retry: 3000\n\n";

  private final AwakeClock clock;
  private final RequestCheck check;
  private final SessionRoots roots;
  private final HttpSessions sessions;
  private final StreamableEndpoint streamable;
  private final LegacyEndpoint legacy;
  private final OpenConnections connections = new OpenConnections(this::limits);
  private final Seldom forbidden = new Seldom();
  private HttpConfig config;
  private Access access;
  private boolean ticking;

  private MetricsEndpoint metrics = MetricsEndpoint.none();

  /**
   * @param maxFrameBytes the longest frame that the core takes, and so the longest body
   * @param token null where none is wanted
   */
  public HttpFront(
      AwakeClock clock,
      SessionHost host,
      HttpConfig config,
      IntSupplier maxFrameBytes,
      String token) {
    this.clock = clock;
    this.config = config;
    this.access = new Access(config, token);
    this.check =
        new RequestCheck(() -> Math.min(limits().maxBodyBytes(), maxFrameBytes.getAsInt()));
    this.roots = new SessionRoots(host, () -> this.config.root());
    this.sessions = new HttpSessions(host, clock, this::limits, access.binding());
    this.streamable = new StreamableEndpoint(host, sessions);
    this.legacy = new LegacyEndpoint(host, sessions);
  }

  /**
   * Reads what a daemon before has kept of its sessions: before there is a connection, and not on
   * the event loop.
   */
  public void load() {
    sessions.load();
  }

  /** Shows numbers as well: to be said before there is a connection. */
  public void shows(MetricsEndpoint endpoint) {
    metrics = endpoint;
  }

  /** The handlers for a new connection. */
  public HttpHandlers newConnection() {
    HttpConnection connection = new HttpConnection(this);
    return new HttpHandlers(new RequestDecoder(limits(), connection), connection);
  }

  /**
   * Goes by another config and token from now on; limits of a connection or a session hold for
   * those that begin then. Another token ends all sessions, as each is bound to the one that opened
   * it.
   *
   * @return how many have ended
   */
  public int change(HttpConfig changed, String token) {
    Access before = access;
    config = changed;
    access = new Access(changed, token);
    if (access.hasTokenOf(before)) {
      return 0;
    }
    int ended = sessions.count();
    sessions.endAll(
        HttpRefusal.unauthorized("the token has been replaced, and with it all sessions"), "");
    sessions.rebind(access.binding());
    sessions.keep(clock.now());
    return ended;
  }

  @Override
  public long now() {
    return clock.now();
  }

  @Override
  public HttpLimits limits() {
    return config.limits();
  }

  @Override
  public void onOpened(HttpConnection connection) {
    connections.add(connection);
    startTicking();
  }

  @Override
  public void onClosed(HttpConnection connection) {
    connections.remove(connection);
  }

  @Override
  public void onAdmitted(HttpConnection connection) {
    connections.admit(connection);
  }

  @Override
  public HttpRefusal checkHead(Exchange exchange) {
    HttpRefusal refusal = check.head(exchange, access);
    if (refusal != null && refusal.status() == HttpResponseStatus.FORBIDDEN) {
      sayForbidden(refusal.message());
    }
    return refusal;
  }

  /** A page is not shown why it was refused, so that people look into the log. */
  private void sayForbidden(String message) {
    String header = message.split(":", 2)[0];
    long times = forbidden.count(header);
    if (times > 0) {
      Log.warn("HTTP: refused, " + times + " by now: " + message);
    }
  }

  @Override
  public HttpRefusal checkAgain(Exchange exchange) {
    return exchange.admittedBy == access ? null : checkHead(exchange);
  }

  @Override
  public HttpRefusal checkBody(long length) {
    return check.length(length);
  }

  @Override
  public void prepare(Exchange exchange, BiConsumer<Exchange, HttpRefusal> then) {
    roots.find(exchange, then);
  }

  @Override
  public void onRequest(Exchange exchange) {
    HttpMethod method = exchange.request.method();
    switch (exchange.endpoint.kind()) {
      case HEALTH -> text(exchange, HttpResponseStatus.OK, "ok\n");
      case READY -> {
        if (!sessions.isDraining()) {
          text(exchange, HttpResponseStatus.OK, "ready\n");
        } else {
          text(exchange, HttpResponseStatus.SERVICE_UNAVAILABLE, "stopping\n");
        }
      }
      case METRICS -> metrics.answer(exchange);
      default -> {
        if (method.equals(HttpMethod.OPTIONS)) {
          options(exchange);
        } else if (exchange.endpoint.kind() == Endpoint.Kind.SSE) {
          legacy.open(exchange);
        } else if (method.equals(HttpMethod.DELETE)) {
          streamable.delete(exchange);
        } else {
          streamable.get(exchange);
        }
      }
    }
  }

  private static void text(Exchange exchange, HttpResponseStatus status, String text) {
    exchange.respond(
        status,
        "text/plain",
        Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.US_ASCII)),
        null);
  }

  private static void options(Exchange exchange) {
    HttpResponse response = exchange.empty(HttpResponseStatus.NO_CONTENT);
    String methods = RequestCheck.methods(exchange.endpoint);
    response.headers().set(HttpHeaderNames.ALLOW, methods);
    if (exchange.allowedOrigin != null) {
      response.headers().set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_METHODS, methods);
      response
          .headers()
          .set(
              HttpHeaderNames.ACCESS_CONTROL_ALLOW_HEADERS,
              "Authorization, Content-Type, Accept, Mcp-Session-Id, MCP-Protocol-Version,"
                  + " Last-Event-ID, Mcp-Method, Mcp-Name");
      response.headers().set(HttpHeaderNames.ACCESS_CONTROL_MAX_AGE, "600");
    }
    exchange.finish(response);
  }

  @Override
  public void onPost(Exchange exchange, RequestBody body) {
    if (exchange.endpoint.kind() == Endpoint.Kind.SSE) {
      legacy.post(exchange, body);
    } else {
      streamable.post(exchange, body);
    }
  }

  @Override
  public void onTick(Exchange exchange, long now) {
    if (exchange.isStreaming()) {
      // to one that does not read, what waits already says enough
      if (exchange.channel().isWritable()
          && now - exchange.lastWrite()
              > TimeUnit.MILLISECONDS.toNanos(limits().keepAliveMillis())) {
        exchange.writeComment();
      }
    } else if (exchange.stream != null
        && now - exchange.startedAt > TimeUnit.MILLISECONDS.toNanos(limits().jsonWaitMillis())) {
      exchange.stream.becomeEvents();
    }
  }

  private void startTicking() {
    if (!ticking) {
      ticking = true;
      clock.in(TICK_MILLIS, TimeUnit.MILLISECONDS, this::tick);
    }
  }

  private void tick() {
    long now = clock.now();
    ticking = false;
    connections.tick(now);
    for (HttpSession session : sessions.all()) {
      session.expireEvents(now, TimeUnit.MILLISECONDS.toNanos(limits().resumeMillis()));
      long idleNanos = TimeUnit.MILLISECONDS.toNanos(limits().sessionIdleMillis());
      session.usedWhileListening(now, idleNanos);
      if (session.isIdle(now, idleNanos)) {
        session.expire();
      }
    }
    sessions.keep(now);
    if (!connections.isEmpty() || sessions.isBusy()) {
      startTicking();
    }
  }

  /**
   * Takes nothing new from now on, and waits, within bounds, until what is in flight is answered.
   *
   * @param whenDone called once, then
   */
  public void drain(Runnable whenDone) {
    sessions.drain();
    long until = clock.now() + TimeUnit.MILLISECONDS.toNanos(limits().drainMillis());
    lookWhetherDrained(until, whenDone);
  }

  private void lookWhetherDrained(long until, Runnable whenDone) {
    if (sessions.hasInFlight() && clock.now() - until < 0) {
      clock.in(DRAIN_LOOK_MILLIS, TimeUnit.MILLISECONDS, () -> lookWhetherDrained(until, whenDone));
      return;
    }
    sessions.leave(LAST_WORDS, whenDone);
    startTicking(); // a disk that does not answer is not waited for
  }

  /** Closes all connections. */
  public void close() {
    connections.close();
  }
}
