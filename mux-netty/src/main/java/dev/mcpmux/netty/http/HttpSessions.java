package dev.mcpmux.netty.http;

import dev.mcpmux.core.CloseCause;
import dev.mcpmux.netty.config.HttpLimits;
import dev.mcpmux.netty.log.Seldom;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The open sessions by their ids, 128 random bits each: knowing one is no proof of anything, but
 * nobody comes upon it by chance. All were opened with the one token that is valid.
 */
final class HttpSessions {

  private static final Logger LOGGER = System.getLogger("dev.mcpmux");
  private static final int ID_BYTES = 16;
  static final HttpRefusal STOPPING =
      HttpRefusal.of(HttpResponseStatus.SERVICE_UNAVAILABLE, "the mcpmux daemon is stopping")
          .later();
  private static final HttpRefusal NO_SESSION =
      HttpRefusal.of(
          HttpResponseStatus.NOT_FOUND, "there is no such session, or no more: initialize again");

  private final SessionHost host;
  private final Supplier<HttpLimits> limits;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, HttpSession> byId = new HashMap<>();
  private final Seldom missed = new Seldom();
  private boolean draining;

  /** Streams of POSTs, of all sessions, that are not ended. */
  int opened;

  HttpSessions(SessionHost host, Supplier<HttpLimits> limits) {
    this.host = host;
    this.limits = limits;
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
          host.open(session, exchange.endpoint.server(), exchange.root)
              .map(HttpSessions::refused)
              .orElse(null);
    }
    if (refusal != null) {
      exchange.refuse(refusal);
      return null;
    }
    byId.put(session.id(), session);
    return session;
  }

  private static HttpRefusal refused(CloseCause why) {
    HttpResponseStatus status =
        switch (why.reason()) {
          case "unknown-server" -> HttpResponseStatus.NOT_FOUND;
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
    exchange.refuse(
        id.isEmpty() ? HttpRefusal.of(HttpResponseStatus.BAD_REQUEST, missing) : NO_SESSION);
    return null;
  }

  /** A message was dropped because its client does not listen. */
  void onMissed(Endpoint endpoint) {
    String server = endpoint.server().isEmpty() ? "all servers" : endpoint.server();
    long times = missed.count(server);
    if (times > 0) {
      LOGGER.log(
          Level.INFO,
          "HTTP: messages of {0} that belong to no request are dropped, {1} by now: their client does"
              + " not listen with GET (http.limits.resumeMillis, maxResumeBytesPerSession)",
          server,
          times);
    }
  }

  void onEnded(HttpSession session) {
    byId.remove(session.id());
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
        || byId.values().stream().anyMatch(session -> host.awaitsReply(session, HttpSession.MAIN));
  }

  /** From now on nothing new is begun. */
  void drain() {
    draining = true;
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
