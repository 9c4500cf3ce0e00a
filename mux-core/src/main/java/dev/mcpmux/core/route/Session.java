package dev.mcpmux.core.route;

import dev.mcpmux.core.SessionHello;
import dev.mcpmux.core.SessionTraces;
import dev.mcpmux.core.ToolFilter;
import dev.mcpmux.core.frame.Method;
import dev.mcpmux.core.frame.RequestId;
import dev.mcpmux.core.route.Timers.Timer;
import dev.mcpmux.core.sharing.ClientDeclaration;
import dev.mcpmux.core.sharing.ResolvedServer;
import dev.mcpmux.core.sharing.SharingKey;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;

/** One downstream client. */
final class Session implements FrontDoor.Client {

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
  final Origin origin;

  /** As the config now in force has it, or had it while it had it. */
  ResolvedServer server;

  /** The tools that it may see and call. */
  ToolFilter tools = ToolFilter.none();

  /** Why nothing of it can be served, for as long as that is so; null when it can. */
  Refusal unavailable;

  Phase phase = Phase.NEW;

  /** The request that waits while {@link Phase#INITIALIZING}. */
  RequestId initializeId;

  int initializeStream;

  /** Name and version as the client gave them. */
  String client = "";

  /** The name alone; empty before {@code initialize}. */
  String clientName = "";

  /** What of its environment may tell it from others, until that has been seen. */
  SessionTraces traces = SessionTraces.none();

  /** Of these those whose values look made by a program. */
  Set<String> madeValues = Set.of();

  /** Variables that it has and its server's process lacks, as was learned. */
  SortedSet<String> learnedAway = Collections.emptySortedSet();

  /** What it wrote in {@code initialize}; null while {@link Phase#NEW}. */
  ClientDeclaration declaration;

  /** The answer to its {@code initialize}; null before it. */
  Handshake handshake;

  /** The protocol version it was answered with; empty before. */
  String version = "";

  /** Null while {@link Phase#NEW}, and while its roots are asked for to find one. */
  Upstream upstream;

  /** Upstreams that it has left, and that still work on something for it. */
  final Set<Upstream> lingering = new LinkedHashSet<>(2);

  /**
   * Whether its upstream was started as an earlier config had it: it goes to another when that is
   * ready.
   */
  boolean outdated;

  /** Whether it has had an upstream that was ready. */
  boolean wasServed;

  /**
   * Whether {@code notifications/initialized} has come, before which a server must not send list
   * changes or requests.
   */
  boolean initialized;

  /** Requests that await their reply, by the client's id. */
  final InFlight.OfSession inFlight = new InFlight.OfSession();

  final Parking.OfSession parked = new Parking.OfSession();

  /** False while so much output is unsent that what it is not owed is left out. */
  boolean writable = true;

  /** Requests of servers that it was sent since it does not read, also those taken back. */
  int requestsWhileFull;

  /** Lists of whose change it will be told when it is writable and initialized. */
  final Set<ListKind> owedListChanges = EnumSet.noneOf(ListKind.class);

  /**
   * Of which lists it has seen one, or heard that it has changed, and which key its upstream had
   * then.
   */
  final Map<Method, SharingKey> listsKnownUnder = new EnumMap<>(Method.class);

  /** A mark of each list that it has seen, see {@link Resumption}. */
  final Map<Method, String> listsSeen = new EnumMap<>(Method.class);

  /** How it has come through the pages of lists; empty for nearly all. */
  Map<Method, ListWalk> listWalks = Map.of();

  /** When it last got a reply, counted in events of its upstream. */
  long lastReply;

  /** Null until it sets one. */
  LogLevel logLevel;

  /** The URIs it has subscribed to, with each as it stood in the frame. */
  final Map<String, byte[]> subscriptions = new LinkedHashMap<>();

  /** Subscriptions of whose updates it will be told when it is writable. */
  final Set<String> owedUpdates = new LinkedHashSet<>();

  final Questions.OfSession questions = new Questions.OfSession();

  /** Canonical; null when not known, or known not to be had. */
  String roots;

  /** Stand for these in {@link Kept}. */
  final Object keptRoots = new Object();

  final Object keptSubscriptions = new Object();

  /** Whether its requests wait until its roots are known. */
  boolean waitsForRoots;

  Timer rootsTimeout;

  /** The id of the last question for its roots; earlier ones are forgotten. */
  long rootsQuestion;

  /** Marked in {@link Touched}, and by nobody else. */
  boolean touched;

  /** Whether it is to go to another upstream as soon as it has nothing in flight. */
  boolean moves;

  /** Set once its input has ended: it is closed when nothing is in flight, or when this fires. */
  Timer inputEnd;

  /** Whether that waits for its upstream to start. */
  boolean endsWhileStarting;

  /**
   * What is kept of the hello when the server is known: its environment is long, and holds secrets.
   *
   * @param clientSessionId what the client calls the session, where it says so
   * @param hello because the server may be resolved anew
   * @param isMember whether it is one of several of a client, of which the view knows more
   */
  record Origin(
      String projectRoot,
      long pid,
      Optional<String> clientSessionId,
      PackedHello hello,
      boolean isMember) {
    private static final String CLIENT_SESSION_ID = "CLAUDE_CODE_SESSION_ID";

    static Origin of(SessionHello hello, PackedHello before, boolean isMember) {
      return new Origin(
          hello.projectRoot(),
          hello.pid(),
          Optional.of(hello)
              .filter(SessionHello::ownEnvironment)
              .map(own -> own.environment().get(CLIENT_SESSION_ID)),
          new PackedHello(hello, before),
          isMember);
    }
  }

  Session(int number, Origin origin, ResolvedServer server) {
    this.number = number;
    this.origin = origin;
    this.server = server;
  }

  @Override
  public int number() {
    return number;
  }

  @Override
  public String version() {
    return version;
  }

  @Override
  public boolean isNew() {
    return phase == Phase.NEW;
  }

  @Override
  public int inFlight() {
    return inFlight.size();
  }

  @Override
  public String server() {
    return server.name();
  }

  @Override
  public boolean awaits(RequestId id) {
    return inFlight.has(id) || phase == Phase.INITIALIZING && id.equals(initializeId);
  }

  boolean awaitsReplyOn(int stream) {
    return phase == Phase.INITIALIZING && initializeStream == stream || inFlight.isOn(stream);
  }

  /** Whether there is anything that its upstream has not been given. */
  boolean waits() {
    return phase == Phase.INITIALIZING || !parked.isEmpty() || parked.holds();
  }

  boolean isOwedNothing() {
    return inFlight.isEmpty() && parked.isEmpty() && phase != Phase.INITIALIZING;
  }

  /** Whether its messages can go to its upstream now. */
  boolean isServed() {
    return phase == Phase.OPEN
        && !waitsForRoots
        && upstream != null
        && upstream.isReady()
        && !upstream.asksFirst;
  }
}
