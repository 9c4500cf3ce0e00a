package dev.mcpmux.netty.http;

import dev.mcpmux.netty.config.HttpConfig;
import dev.mcpmux.netty.config.HttpLimits;
import dev.mcpmux.netty.config.HttpPages;
import dev.mcpmux.netty.config.Transport;
import dev.mcpmux.netty.drive.MuxDriver;
import dev.mcpmux.netty.http.read.RequestBody;
import dev.mcpmux.netty.log.Log;
import dev.mcpmux.netty.wire.Pipelines;
import dev.mcpmux.netty.wire.Pipelines.HttpHandlers;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * Serves {@link HttpPages} at an address of the loopback interface. Here is seen to it that a
 * request can be read in one way, is meant for this address, and was made by nobody's page but
 * ours; whether it may see something is asked of the pages.
 *
 * <p>Event loop only.
 */
public final class PageFront implements HttpService {

  private static final long TICK_MILLIS = 1_000;
  private static final String FETCH_SITE = "sec-fetch-site";
  private static final String FETCH_MODE = "sec-fetch-mode";
  private static final List<HttpMethod> METHODS = List.of(HttpMethod.GET, HttpMethod.POST);

  private final MuxDriver driver;
  private final Executor helper;
  private final HttpConfig config;
  private final HttpPages pages;
  private final HttpLimits limits = limits(HttpLimits.defaults());
  private final Access access;
  private final OpenConnections connections = new OpenConnections(this::limits);
  private Channel listening;
  private boolean ticking;

  private PageFront(MuxDriver driver, Executor helper, InetSocketAddress address, HttpPages pages) {
    this.driver = driver;
    this.helper = helper;
    this.pages = pages;
    this.config = HttpConfig.on(address);
    this.access = new Access(config, null);
  }

  /** What a few browsers of one person need. */
  private static HttpLimits limits(HttpLimits from) {
    return new HttpLimits(
        from.maxRequestLineBytes(),
        from.maxHeaderBytes(),
        16 << 10,
        64,
        32,
        from.maxSessionsPerToken(),
        from.maxRequestsInFlight(),
        from.headerTimeoutMillis(),
        from.bodyTimeoutMillis(),
        from.connectionIdleMillis(),
        from.sessionIdleMillis(),
        from.jsonWaitMillis(),
        from.keepAliveMillis(),
        from.resumeMillis(),
        from.maxResumeBytesPerSession(),
        from.drainMillis(),
        from.maxKeptSessionBytes());
  }

  /**
   * Listens. Any thread but the event loop.
   *
   * @param helper for what may block
   * @throws IOException when the address cannot be had
   */
  public static PageFront listen(
      MuxDriver driver,
      Executor helper,
      InetSocketAddress address,
      Transport transport,
      HttpPages pages)
      throws IOException {
    PageFront front = new PageFront(driver, helper, address, pages);
    front.listening =
        HttpListener.bind(
            driver,
            front.config,
            "",
            transport,
            channel ->
                Pipelines.http(channel, Optional.empty(), front.newConnection(), driver.limits()));
    front.listening.config().setAutoRead(true);
    return front;
  }

  private HttpHandlers newConnection() {
    HttpConnection connection = new HttpConnection(this);
    return new HttpHandlers(new RequestDecoder(limits, connection), connection);
  }

  /** Where it listens, with the port that it got. */
  public String url() {
    return HttpListener.url(listening, config);
  }

  /** Listens no more, and closes what is open. */
  public void close() {
    listening.close();
    connections.close();
  }

  @Override
  public HttpLimits limits() {
    return limits;
  }

  @Override
  public long now() {
    return driver.clock().now();
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

  private void startTicking() {
    if (!ticking) {
      ticking = true;
      driver.clock().in(TICK_MILLIS, TimeUnit.MILLISECONDS, this::tick);
    }
  }

  private void tick() {
    ticking = false;
    connections.tick(now());
    if (!connections.isEmpty()) {
      startTicking();
    }
  }

  @Override
  public HttpRefusal checkHead(Exchange exchange) {
    HttpRequest request = exchange.request;
    HttpRefusal refusal = RequestCheck.shape(request);
    if (refusal == null) {
      refusal = access.checkHost(request, exchange.target.authority());
    }
    if (refusal == null && !METHODS.contains(request.method())) {
      refusal = HttpRefusal.method("GET, POST");
    }
    if (refusal == null) {
      refusal = checkPage(request);
    }
    if (refusal == null && request.method().equals(HttpMethod.POST)) {
      refusal = RequestCheck.json(exchange);
      if (refusal == null) {
        refusal = checkBody(HttpUtil.getContentLength(request, 0L));
      }
    }
    if (refusal == null) {
      exchange.admitted = pages.admits(asked(exchange, new byte[0]));
    }
    return refusal;
  }

  /**
   * Null unless another page has a hand in it. Others of this machine are other origins too,
   * although a browser takes them for the same site. A link may lead here, as it shows no more than
   * an address that is typed.
   */
  private HttpRefusal checkPage(HttpRequest request) {
    List<String> origins = request.headers().getAll(HttpHeaderNames.ORIGIN);
    String own = "http://" + request.headers().get(HttpHeaderNames.HOST);
    for (String origin : origins) {
      if (!origin.equalsIgnoreCase(own)) {
        return HttpRefusal.of(
            HttpResponseStatus.FORBIDDEN,
            "Origin: " + HttpRefusal.shown(origin) + " is not that of this page");
      }
    }
    if (origins.isEmpty() && request.method().equals(HttpMethod.POST)) {
      return HttpRefusal.of(HttpResponseStatus.FORBIDDEN, "Origin: expected once, found 0 times");
    }
    boolean link = request.headers().containsValue(FETCH_MODE, "navigate", true);
    for (String site : request.headers().getAll(FETCH_SITE)) {
      boolean ours = site.equals("same-origin") || site.equals("none");
      if (!ours && !link) {
        return HttpRefusal.of(
            HttpResponseStatus.FORBIDDEN,
            FETCH_SITE + ": " + HttpRefusal.shown(site) + " may not come in");
      }
    }
    return null;
  }

  @Override
  public HttpRefusal checkBody(long length) {
    return length <= limits.maxBodyBytes()
        ? null
        : HttpRefusal.over(
            HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE,
            "body bytes",
            length,
            limits.maxBodyBytes());
  }

  @Override
  public HttpRefusal checkAgain(Exchange exchange) {
    return null; // nothing is ever changed
  }

  @Override
  public void prepare(Exchange exchange, BiConsumer<Exchange, HttpRefusal> then) {
    then.accept(exchange, null);
  }

  @Override
  public void onRequest(Exchange exchange) {
    answer(exchange, new byte[0]);
  }

  @Override
  public void onPost(Exchange exchange, RequestBody body) {
    answer(exchange, ByteBufUtil.getBytes(body.buffer()));
  }

  private void answer(Exchange exchange, byte[] body) {
    HttpPages.Request request = asked(exchange, body);
    CompletableFuture.completedFuture(request)
        .thenComposeAsync(pages::answer, helper)
        .whenComplete((answer, failure) -> onLoop(() -> send(exchange, answer, failure)));
  }

  private static HttpPages.Request asked(Exchange exchange, byte[] body) {
    HttpRequest request = exchange.request;
    Map<String, String> query = new HashMap<>();
    String path = "";
    try {
      QueryStringDecoder decoder =
          QueryStringDecoder.builder()
              .htmlQueryDecoding(false)
              .build(exchange.target.pathAndQuery());
      decoder.parameters().forEach((name, values) -> query.put(name, values.get(0)));
      path = decoder.path();
    } catch (IllegalArgumentException e) {
      // a broken escape: it leads nowhere
    }
    return new HttpPages.Request(
        request.method().name(),
        path,
        query,
        request.headers()::get,
        exchange.channel().remoteAddress() instanceof InetSocketAddress peer ? peer : null,
        exchange.channel().localAddress() instanceof InetSocketAddress own ? own : null,
        body);
  }

  private void onLoop(Runnable task) {
    try {
      driver.loop().execute(task);
    } catch (RejectedExecutionException e) {
      // it has ended, and with it all connections
    }
  }

  private static boolean isOpen(Exchange exchange) {
    return exchange.channel().isActive() && exchange.connection.exchange() == exchange;
  }

  /**
   * @param answer null when it failed
   */
  private void send(Exchange exchange, HttpPages.Answer answer, Throwable failure) {
    if (failure != null) {
      Log.bug("a page failed", failure);
    }
    if (answer instanceof HttpPages.Events events) {
      new Stream(exchange, events).begin();
    } else if (!isOpen(exchange)) {
      return;
    } else if (answer instanceof HttpPages.Whole whole) {
      exchange.respond(
          HttpResponseStatus.valueOf(whole.status()),
          whole.type(),
          whole.headers(),
          Unpooled.wrappedBuffer(whole.body()));
    } else {
      exchange.refuse(
          HttpRefusal.of(HttpResponseStatus.INTERNAL_SERVER_ERROR, "see the daemon's log"));
    }
  }

  @Override
  public void onTick(Exchange exchange, long now) {
    boolean silent =
        now - exchange.lastWrite() > TimeUnit.MILLISECONDS.toNanos(limits.keepAliveMillis());
    if (exchange.isStreaming() && exchange.channel().isWritable() && silent) {
      exchange.writeComment();
    }
  }

  /**
   * Asks a source for what is new and sends it, as long as the client takes it: it never has more
   * than one answer of the source before it.
   */
  private final class Stream {
    private final Exchange exchange;
    private final HttpPages.EventSource source;
    private final long everyMillis;

    /** A helper is at the source, which is one thread's at a time. */
    private boolean asking;

    private boolean closed;

    Stream(Exchange exchange, HttpPages.Events events) {
      this.exchange = exchange;
      this.source = events.source();
      this.everyMillis = events.everyMillis();
    }

    void begin() {
      if (isOpen(exchange)) {
        exchange.beginEvents(null);
        exchange.flush();
      }
      exchange.channel().closeFuture().addListener(gone -> onGone());
      ask();
    }

    /** At once: what it holds must not be in the way of the next. */
    private void onGone() {
      if (!asking) {
        close();
      }
    }

    private void ask() {
      if (closed) {
        return;
      }
      if (!isOpen(exchange)) {
        close();
      } else if (exchange.channel().isWritable()) {
        asking = true;
        helper.execute(
            () -> {
              byte[] next = next();
              onLoop(() -> send(next));
            });
      } else {
        askLater();
      }
    }

    private byte[] next() {
      try {
        return source.next();
      } catch (RuntimeException | Error e) {
        Log.bug("a stream of a page failed", e);
        return null;
      }
    }

    private void send(byte[] next) {
      asking = false;
      if (!isOpen(exchange)) {
        close();
      } else if (next == null) {
        exchange.end();
        close();
      } else {
        if (next.length > 0) {
          exchange.write(Unpooled.wrappedBuffer(next));
          exchange.flush();
        }
        askLater();
      }
    }

    private void askLater() {
      driver.loop().schedule(this::ask, everyMillis, TimeUnit.MILLISECONDS);
    }

    private void close() {
      if (!closed) {
        closed = true;
        helper.execute(source::close);
      }
    }
  }
}
