package dev.mcpmux.core.route;

import dev.mcpmux.core.SessionHello;
import dev.mcpmux.core.frame.RequestId;
import dev.mcpmux.core.route.Timers.Timer;
import dev.mcpmux.core.sharing.ResolvedServer;
import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** One downstream client. */
final class Session {

  /** How far a session has come. */
  enum Phase {
    /** It has not sent {@code initialize}, or that was answered with an error. */
    NEW,
    /** Its {@code initialize} waits for the upstream's handshake. */
    INITIALIZING,
    /** It is initialized; its upstream may change, and need not be ready. */
    OPEN
  }

  final int number;
  final SessionHello hello;
  final ResolvedServer server;
  Phase phase = Phase.NEW;

  /** The request that waits while {@link Phase#INITIALIZING}. */
  RequestId initializeId;

  int initializeStream;

  /** Name and version as the client gave them. */
  String client = "";

  /** Null while {@link Phase#NEW}. */
  Upstream upstream;

  /**
   * Whether {@code notifications/initialized} has come, before which a server must not send list
   * changes.
   */
  boolean initialized;

  /** Requests that await their reply, forwarded or parked, by the client's id. */
  final Map<RequestId, ForwardedRequest> inFlight = new LinkedHashMap<>();

  /** Messages that wait for the upstream, in the order they came. */
  final ArrayDeque<Parked> parked = new ArrayDeque<>();

  long parkedBytes;

  /** False while so much output is unsent that what it is not owed is left out. */
  boolean writable = true;

  /** Lists of whose change it will be told when it is writable and initialized. */
  final Set<ListKind> owedListChanges = EnumSet.noneOf(ListKind.class);

  /** Set once its input has ended: it is closed when nothing is in flight, or when this fires. */
  Timer inputEnd;

  Session(int number, SessionHello hello, ResolvedServer server) {
    this.number = number;
    this.hello = hello;
    this.server = server;
  }

  boolean isOwedNothing() {
    return inFlight.isEmpty() && parked.isEmpty() && phase != Phase.INITIALIZING;
  }
}
