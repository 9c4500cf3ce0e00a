package dev.mcpmux.netty.http;

import dev.mcpmux.netty.config.HttpLimits;
import dev.mcpmux.netty.io.Descriptors;
import dev.mcpmux.netty.log.Log;
import dev.mcpmux.netty.log.Seldom;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** The connections that are open, and who goes when there are too many. Event loop only. */
final class OpenConnections {

  private final Supplier<HttpLimits> limits;
  private final Set<HttpConnection> connections = new HashSet<>();

  /** Those of them on which nobody has shown that he may come in; the oldest first. */
  private final Set<HttpConnection> strangers = new LinkedHashSet<>();

  private final Seldom pushedOut = new Seldom();

  OpenConnections(Supplier<HttpLimits> limits) {
    this.limits = limits;
  }

  boolean isEmpty() {
    return connections.isEmpty();
  }

  void add(HttpConnection connection) {
    connections.add(connection);
    strangers.add(connection);
    int descriptor = connection.descriptor();
    if (Descriptors.isShort(descriptor)) {
      connection.refuseAll(
          HttpRefusal.of(HttpResponseStatus.SERVICE_UNAVAILABLE, Descriptors.tooMany(descriptor))
              .later());
      return;
    }
    int limit = limits.get().maxStrangerConnections();
    if (strangers.size() > limit) {
      String what = "connections without the token";
      pushOutOldest(over(what, strangers.size(), limit));
    }
    // one that nobody has shown a right to gives way to one that may
    if (connections.size() > limits.get().maxConnections() && strangers.size() > 1) {
      pushOutOldest(tooMany());
    }
    if (connections.size() > limits.get().maxConnections()) {
      connection.refuseAll(tooMany());
    }
  }

  private void pushOutOldest(HttpRefusal refusal) {
    long times = pushedOut.count(refusal.message());
    if (times > 0) {
      Log.warn(
          "HTTP: the oldest connection without the token is closed, "
              + times
              + " by now: "
              + refusal.message());
    }
    HttpConnection oldest = strangers.iterator().next();
    remove(oldest);
    oldest.pushOut(refusal);
  }

  private HttpRefusal tooMany() {
    return over("connections", connections.size(), limits.get().maxConnections());
  }

  private static HttpRefusal over(String what, int actual, int limit) {
    return HttpRefusal.over(HttpResponseStatus.SERVICE_UNAVAILABLE, what, actual, limit).later();
  }

  void remove(HttpConnection connection) {
    connections.remove(connection);
    strangers.remove(connection);
  }

  /** A request on it has shown that it may come in. */
  void admit(HttpConnection connection) {
    strangers.remove(connection);
  }

  /** Looks whether something takes too long. */
  void tick(long now) {
    for (HttpConnection connection : new ArrayList<>(connections)) {
      try {
        connection.onTick(now);
      } catch (RuntimeException | Error e) {
        Log.bug("an HTTP connection failed and is closed", e);
        connection.close();
      }
    }
  }

  void close() {
    List.copyOf(connections).forEach(HttpConnection::close);
  }
}
