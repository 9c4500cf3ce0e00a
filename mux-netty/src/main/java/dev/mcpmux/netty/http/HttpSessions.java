package dev.mcpmux.netty.http;

import dev.mcpmux.core.frame.FrameScanner;
import dev.mcpmux.core.port.CloseCause;
import dev.mcpmux.core.port.SessionState;
import dev.mcpmux.core.port.Target;
import dev.mcpmux.netty.config.HttpLimits;
import dev.mcpmux.netty.http.StoredSessions.Stored;
import dev.mcpmux.netty.http.read.EventId;
import dev.mcpmux.netty.io.AwakeClock;
import dev.mcpmux.netty.log.Seldom;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The open sessions by their ids, 128 random bits each: knowing one is no proof of anything, but
 * nobody comes upon it by chance. All were opened with the one token that is valid.
 */
final class HttpSessions {

  private static final Logger LOGGER = System.getLogger("dev.mcpmux");
  private static final int ID_BYTES = 16;

  /** There are never so many in the time in which it is not kept which one was the last. */
  private static final long UNKEPT_NUMBERS = 1 << 20;

  /** With room for one life in the digits of an {@link EventId}. */
  private static final int MAX_NUMBER = 800_000_000;

  static final HttpRefusal STOPPING =
      HttpRefusal.of(HttpResponseStatus.SERVICE_UNAVAILABLE, "the mcpmux daemon is stopping")
          .later();
  private static final HttpRefusal NO_SESSION =
      HttpRefusal.of(
          HttpResponseStatus.NOT_FOUND, "there is no such session, or no more: initialize again");

  private final SessionHost host;
  private final AwakeClock clock;
  private final Supplier<HttpLimits> limits;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, HttpSession> byId = new HashMap<>();
  private final Seldom missed = new Seldom();
  private final StoredSessions before = new StoredSessions();
  private final SessionKeeper keeper;

  /** Tells the token that is valid from others. */
  private String binding;

  private boolean draining;
  private long keptBytes;

  /** What is kept when this daemon ends; null before that. */
  private Supplier<byte[]> last;

  /** Streams of POSTs, of all sessions, that are not ended. */
  int opened;

  /**
   * @param binding tells the token that is valid from others
   */
  HttpSessions(SessionHost host, AwakeClock clock, Supplier<HttpLimits> limits, String binding) {
    this.host = host;
    this.clock = clock;
    this.limits = limits;
    this.binding = binding;
    this.keeper = new SessionKeeper(host, clock, this::file);
  }

  long now() {
    return clock.now();
  }

  /** Reads what was kept of sessions: before there is a connection, and not on the event loop. */
  void load() {
    before.read(host.keptSessions(), binding);
  }

  /**
   * A new one for the exchange's endpoint; null when there is none, and the exchange is refused.
   */
  HttpSession open(Exchange exchange) {
    HttpSession session = null;
    HttpRefusal refusal = refuseNew();
    if (refusal == null && byId.size() >= limits.get().maxSessionsPerToken()) {
      refusal =
          HttpRefusal.over(
                  HttpResponseStatus.TOO_MANY_REQUESTS,
                  "sessions",
                  byId.size() + 1,
                  limits.get().maxSessionsPerToken())
              .later();
    }
    if (refusal == null) {
      session = new HttpSession(newId(), host, exchange.endpoint, limits.get(), this);
      refusal =
          host.open(session, exchange.endpoint.target(), exchange.root)
              .map(HttpSessions::refused)
              .orElse(null);
    }
    if (refusal != null) {
      exchange.refuse(refusal);
      return null;
    }
    session.root(exchange.root);
    byId.put(session.id(), session);
    return session;
  }

  private static HttpRefusal refused(CloseCause why) {
    HttpResponseStatus status =
        switch (why.reason()) {
          case "unknown-server", "unknown-profile" -> HttpResponseStatus.NOT_FOUND;
          case "server-disabled", "busy" -> HttpResponseStatus.SERVICE_UNAVAILABLE;
          default -> HttpResponseStatus.INTERNAL_SERVER_ERROR;
        };
    return HttpRefusal.of(status, why.message());
  }

  private String newId() {
    byte[] bytes = new byte[ID_BYTES];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** Null when work may be begun. */
  HttpRefusal refuseNew() {
    if (draining) {
      return STOPPING;
    }
    return opened < limits.get().maxRequestsInFlight()
        ? null
        : HttpRefusal.over(
                HttpResponseStatus.SERVICE_UNAVAILABLE,
                "requests in flight",
                opened + 1,
                limits.get().maxRequestsInFlight())
            .later();
  }

  /**
   * The session that the exchange names, at the endpoint where it was opened; null when there is
   * none, and the exchange is refused.
   *
   * @param id what it names
   * @param missing why it must
   */
  HttpSession find(Exchange exchange, String id, String missing) {
    HttpSession session = id.isEmpty() ? null : byId.get(id);
    if (session != null && session.isAt(exchange.endpoint)) {
      session.touch();
      return session;
    }
    Stored stored = session == null && !id.isEmpty() ? stored(id, exchange.endpoint) : null;
    if (stored != null) {
      return resume(exchange, id, stored);
    }
    exchange.refuse(
        id.isEmpty()
            ? HttpRefusal.of(HttpResponseStatus.BAD_REQUEST, missing)
            : last == null ? NO_SESSION : STOPPING);
    return null;
  }

  /** A session that a daemon before had open; null when there is none. */
  private Stored stored(String id, Endpoint endpoint) {
    expireStored();
    return before.find(id, endpoint);
  }

  private void expireStored() {
    if (before.expire(System.currentTimeMillis(), limits.get().sessionIdleMillis())) {
      keeper.onChanged();
    }
  }

  /** Opens it as its client would; null when it cannot be, and the exchange is refused. */
  private HttpSession resume(Exchange exchange, String id, Stored stored) {
    SessionState state = stored.content().state();
    HttpRefusal refusal = state == null ? NO_SESSION : refuseNew();
    if (refusal == null && byId.size() >= limits.get().maxSessionsPerToken()) {
      refusal =
          HttpRefusal.over(
                  HttpResponseStatus.SERVICE_UNAVAILABLE,
                  "sessions",
                  byId.size() + 1,
                  limits.get().maxSessionsPerToken())
              .later();
    }
    HttpSession session = null;
    if (refusal == null) {
      session = new HttpSession(id, host, exchange.endpoint, limits.get(), this);
      refusal =
          host.open(session, exchange.endpoint.target(), stored.place().root())
              .map(HttpSessions::refused)
              .orElse(null);
    }
    if (refusal != null) {
      exchange.refuse(refusal);
      return null;
    }
    before.remove(stored);
    byId.put(id, session);
    keeper.onChanged();
    initialize(session, session.resume(stored, state, firstNumber(stored)), state);
    return session;
  }

  /**
   * Streams of two lives of a session must not be taken for each other. Of a life that was killed
   * at once nothing was kept: the seconds tell it from the next one.
   */
  private static int firstNumber(Stored stored) {
    long seconds = TimeUnit.MILLISECONDS.toSeconds(System.currentTimeMillis()) & 0x3ff;
    return (int) ((stored.lastNumber() + UNKEPT_NUMBERS + (seconds << 10)) % MAX_NUMBER);
  }

  private void initialize(HttpSession session, int stream, SessionState state) {
    String params = new String(state.greeting().initialize(), StandardCharsets.UTF_8);
    String text =
        "{\"jsonrpc\":\"2.0\",\"id\":\""
            + SessionState.RESUMING
            + "\",\"method\":\"initialize\",\"params\":"
            + params
            + "}";
    ByteBuf frame = Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    try {
      FrameScanner scanner = new FrameScanner();
      scanner.finish(frame.nioBuffer(), 0, frame.readableBytes());
      host.frame(session, stream, scanner.view(), frame, 0);
    } finally {
      frame.release();
    }
  }

  /** Forgets a session that a daemon before had open. Returns whether there was one. */
  boolean forgetStored(String id, Endpoint endpoint) {
    Stored stored = id.isEmpty() || byId.containsKey(id) ? null : stored(id, endpoint);
    if (stored != null) {
      before.remove(stored);
      keeper.onChanged();
    }
    return stored != null;
  }

  /**
   * Makes room for what is kept of a session. Returns whether there is some.
   *
   * @param more than of it before; negative for less
   */
  boolean keeps(int more) {
    if (more > 0 && keptBytes + more > limits.get().maxKeptSessionBytes()) {
      return false;
    }
    keptBytes += more;
    return true;
  }

  /** Who keeps them on disk. */
  SessionKeeper keeper() {
    return keeper;
  }

  /** Has them kept, if anything has changed. Called now and then. */
  void keep(long now) {
    expireStored();
    keeper.onTick(now);
  }

  private Supplier<byte[]> file(long now) {
    if (last != null) {
      return last;
    }
    long millis = System.currentTimeMillis();
    List<Stored> open = new ArrayList<>();
    for (HttpSession session : byId.values()) {
      Stored stored = session.stored(now, millis);
      if (stored != null) {
        open.add(stored);
      }
    }
    List<Stored> all = before.with(open);
    String token = binding;
    int maxBytes = limits.get().maxKeptSessionBytes();
    return () -> StoredSessions.write(all, token, maxBytes);
  }

  /** Whether there is anything to look after. */
  boolean isBusy() {
    return keeper.isBusy() || !byId.isEmpty();
  }

  /** Another token is valid: those of the one before have ended. */
  void rebind(String other) {
    binding = other;
    before.clear();
    keeper.onChanged();
  }

  /** A message was dropped because its client does not listen. */
  void onMissed(Endpoint endpoint) {
    String server = endpoint.target() instanceof Target.All all ? all.label() : endpoint.server();
    long times = missed.count(server);
    if (times > 0) {
      LOGGER.log(
          Level.INFO,
          "HTTP: messages of {0} that belong to no request are dropped, {1} by now: their client"
              + " does not listen with GET (http.limits.resumeMillis, maxResumeBytesPerSession)",
          server,
          times);
    }
  }

  void onEnded(HttpSession session) {
    byId.remove(session.id());
    keeper.onChanged();
  }

  int count() {
    return byId.size();
  }

  boolean isDraining() {
    return draining;
  }

  /** Whether a request of any of them awaits its reply. */
  boolean hasInFlight() {
    return opened > 0
        || keeper.isAwaited()
        || byId.values().stream().anyMatch(session -> host.awaitsReply(session, HttpSession.MAIN));
  }

  /** From now on nothing new is begun. */
  void drain() {
    draining = true;
  }

  /**
   * Ends all of them here; those of now go on at the next daemon.
   *
   * @param lastWords an event for those that listen
   * @param then run when they are kept
   */
  void leave(String lastWords, Runnable then) {
    if (last == null) {
      last = file(clock.now());
      endAll(STOPPING, lastWords);
    }
    keeper.whenKept(then);
  }

  /** Whether those that were open have been left to the next daemon. */
  boolean haveLeft() {
    return last != null;
  }

  /** A copy, so that sessions may end meanwhile. */
  List<HttpSession> all() {
    return new ArrayList<>(byId.values());
  }

  /**
   * Ends all of them.
   *
   * @param refusal for those who have no answer yet
   * @param lastWords an event for those that listen
   */
  void endAll(HttpRefusal refusal, String lastWords) {
    for (HttpSession session : all()) {
      session.end(refusal, lastWords);
    }
  }
}
