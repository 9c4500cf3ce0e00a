package dev.mcpmux.core.state;

import dev.mcpmux.core.api.server.LogLevel;
import dev.mcpmux.core.config.HandshakeMode;
import dev.mcpmux.core.config.ToolFilter;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.RequestId;
import dev.mcpmux.core.port.SessionState;
import dev.mcpmux.core.sharing.ClientDeclaration;
import dev.mcpmux.core.sharing.ResolvedServer;
import dev.mcpmux.core.table.Declared;
import dev.mcpmux.core.table.Environs;
import dev.mcpmux.core.table.HeldSubscriptions;
import dev.mcpmux.core.table.Origin;
import dev.mcpmux.core.table.Phase;
import dev.mcpmux.core.table.Phase.Initializing;
import dev.mcpmux.core.table.SeenLists;
import dev.mcpmux.core.table.SessionRoots;
import dev.mcpmux.core.words.FrontDoor;
import dev.mcpmux.core.words.Handshake;
import dev.mcpmux.core.words.ListKind;
import dev.mcpmux.core.words.Refusal;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/** One downstream client. */
public final class Session extends Peer implements FrontDoor.Client {
  private static final Phase NEW = new Phase.New();

  private final Origin origin;
  private final OpenRequests requests = new OpenRequests();
  private final ParkedMessages parked = new ParkedMessages();
  private final AskedOfSession questions = new AskedOfSession();
  private final HeldSubscriptions subscriptions = new HeldSubscriptions();
  private final SeenLists lists = new SeenLists();
  private final SessionRoots roots = new SessionRoots();

  /** Upstreams that it has left, and that still work on something for it. */
  private final Set<Upstream> lingering = new LinkedHashSet<>(2);

  private final Set<Upstream> lingeringRead = Collections.unmodifiableSet(lingering);

  /** As the config now in force has it, or had it while it had it. */
  private ResolvedServer resolved;

  private ToolFilter tools = ToolFilter.none();
  private Refusal unavailable;
  private Phase phase = NEW;
  private Declared declared = Declared.NOTHING;
  private Environs environs;

  /** Null while it is new, and while its roots are asked for to find one. */
  private Upstream upstream;

  private boolean outdated;
  private boolean moves;
  private boolean wasServed;
  private boolean initialized;
  private boolean ended;

  /** When it last got a reply, counted in events of its upstream. */
  private long lastReply;

  /** Null until it sets one. */
  private LogLevel logLevel;

  public Session(int number, Origin origin, ResolvedServer server, Environs environs) {
    super(number);
    this.origin = origin;
    this.resolved = server;
    this.environs = environs;
  }

  public Origin origin() {
    return origin;
  }

  /** Requests that await their reply, by the client's id. */
  public OpenRequests requests() {
    return requests;
  }

  public ParkedMessages parked() {
    return parked;
  }

  public AskedOfSession questions() {
    return questions;
  }

  public HeldSubscriptions subscriptions() {
    return subscriptions;
  }

  public SeenLists lists() {
    return lists;
  }

  public SessionRoots roots() {
    return roots;
  }

  @Override
  public int inFlight() {
    return requests.size();
  }

  @Override
  public String server() {
    return resolved.name();
  }

  public ResolvedServer resolved() {
    return resolved;
  }

  public void resolve(ResolvedServer server) {
    resolved = server;
  }

  /** The tools that it may see and call. */
  public ToolFilter tools() {
    return tools;
  }

  public void limitTo(ToolFilter tools) {
    this.tools = tools;
  }

  /** Why nothing of it can be served, for as long as that is so; null when it can. */
  public Refusal unavailable() {
    return unavailable;
  }

  /** It cannot be served any more; its upstream, if it has one, is not replaced for it. */
  public void withdraw(Refusal why) {
    unavailable = why;
    if (upstream != null) {
      settleDown();
    }
  }

  public void comeBack() {
    unavailable = null;
  }

  public Environs environs() {
    return environs;
  }

  public void learn(Environs environs) {
    this.environs = environs;
  }

  /** What it wrote in {@code initialize}; null before. */
  public ClientDeclaration declaration() {
    return declared.declaration();
  }

  public Declared declared() {
    return declared;
  }

  public Phase phase() {
    return phase;
  }

  @Override
  public boolean isNew() {
    return phase == NEW;
  }

  public boolean isInitializing() {
    return phase instanceof Initializing;
  }

  public boolean isOpen() {
    return phase instanceof Phase.Open;
  }

  /** It declares itself. */
  public void declare(int stream, RequestId id, FrameView frame) {
    boolean resumed = SessionState.isResuming(id);
    phase = new Initializing(id, stream, !resumed, resumed);
    declared = Declared.of(frame);
  }

  /**
   * No client reads the answer to its {@code initialize}.
   *
   * @param resumed whether that is so because it goes on at another process of mcpmux
   */
  public void unheard(boolean resumed) {
    if (phase instanceof Initializing asked) {
      phase = asked.unheard(resumed);
    }
  }

  /** Whether it opens here, and was open in another process of mcpmux before. */
  public boolean isResumed() {
    return phase instanceof Initializing asked && asked.resumed();
  }

  /** Whether its client waits for the answer to {@code initialize}, to read it. */
  public boolean isHeard() {
    return phase instanceof Initializing asked && asked.heard();
  }

  /** Its {@code initialize}, which is returned, is answered with this. */
  public Initializing open(Handshake handshake) {
    Initializing asked = (Initializing) phase;
    boolean common = resolved.sharing().handshake() == HandshakeMode.COMMON;
    String version =
        common ? handshake.versionFor(declaration().protocolVersionText()) : handshake.version();
    phase = new Phase.Open(handshake, version);
    return asked;
  }

  /** Its {@code initialize}, which is returned, is answered with an error: it may try again. */
  public Initializing refuse() {
    Initializing asked = (Initializing) phase;
    phase = NEW;
    return asked;
  }

  /**
   * What its process says of itself, where that is not what it was told: it counts as told so from
   * now on. Null when it was told the same, or there is no process.
   */
  public Handshake renewHandshake() {
    Handshake now = isOpen() && upstream != null ? upstream.handshake() : null;
    if (now == null || now.saysAs(handshake())) {
      return null;
    }
    phase = new Phase.Open(now, version());
    return now;
  }

  /**
   * It was open in another process of mcpmux, which promised and answered this.
   *
   * @param version empty when it is not known
   */
  public void resume(Set<ListKind> promised, String version, LogLevel level) {
    Handshake now = handshake();
    Handshake as = new Handshake(now.result(), now.version(), now.capabilities(), promised);
    phase = new Phase.Open(as, version.isEmpty() ? version() : version);
    logLevel = now.declares("logging") ? level : null;
  }

  /** The answer to its {@code initialize}; null before it. */
  public Handshake handshake() {
    return phase instanceof Phase.Open open ? open.handshake() : null;
  }

  @Override
  public String version() {
    return phase instanceof Phase.Open open ? open.version() : "";
  }

  /** It has sent {@code notifications/initialized}. */
  public void initialized() {
    initialized = true;
  }

  /** Whether that has come, before which a server must not send list changes or requests. */
  public boolean isInitialized() {
    return initialized;
  }

  /** Whether it may be sent what it has not asked for, and is not owed. */
  public boolean takesNotices() {
    return initialized && reads();
  }

  public LogLevel logLevel() {
    return logLevel;
  }

  public void setLogLevel(LogLevel level) {
    logLevel = level;
  }

  /** Its client will send nothing more. */
  public void end() {
    ended = true;
  }

  public boolean hasEnded() {
    return ended;
  }

  public Upstream upstream() {
    return upstream;
  }

  public Set<Upstream> lingering() {
    return lingeringRead;
  }

  /** Which of the upstreams that it has left has this task of it; null for none. */
  public Upstream leftWith(String taskId) {
    if (lingering.isEmpty() || upstream != null && upstream.tasks().isOf(taskId, this)) {
      return null;
    }
    for (Upstream left : lingering) {
      if (left.tasks().isOf(taskId, this)) {
        return left;
      }
    }
    return null;
  }

  /** It uses this upstream from now on. */
  public void join(Upstream upstream) {
    lingering.remove(upstream);
    outdated = false;
    this.upstream = upstream;
    lastReply = upstream.calls().nextEvent();
    upstream.parties().join(this);
  }

  /** It uses its upstream no more. */
  public void leave() {
    upstream.parties().leave(this);
    upstream = null;
  }

  /** An upstream that it leaves finishes what it has of it. */
  public void linger(Upstream left) {
    left.parties().linger(this);
    lingering.add(left);
  }

  /** An upstream keeps nothing of it. */
  public void forget(Upstream left) {
    left.parties().forget(this);
    lingering.remove(left);
  }

  /** Its messages can go to its upstream from now on. */
  public void served() {
    wasServed = true;
  }

  /** Whether it has had an upstream that was ready. */
  public boolean wasServed() {
    return wasServed;
  }

  /** It gets a reply of its upstream. */
  public void replied() {
    lastReply = upstream.calls().nextEvent();
  }

  public long lastReply() {
    return lastReply;
  }

  /**
   * Whether its upstream was started as an earlier config had it: it goes to another when that is
   * ready.
   */
  public boolean isOutdated() {
    return outdated;
  }

  public void setOutdated(boolean outdated) {
    this.outdated = outdated;
  }

  /** Whether it is to go to another upstream as soon as it has nothing in flight. */
  public boolean moves() {
    return moves;
  }

  public void setMoves(boolean moves) {
    this.moves = moves;
  }

  /** It is on its way nowhere. */
  private void settleDown() {
    outdated = false;
    moves = false;
  }

  /** Whether its requests wait until its roots are known. */
  public boolean waitsForRoots() {
    return roots.areAwaited();
  }

  @Override
  public boolean awaits(RequestId id) {
    return requests.has(id) || phase instanceof Initializing asked && id.equals(asked.id());
  }

  public boolean awaitsReplyOn(int stream) {
    return requests.isOn(stream) || phase instanceof Initializing asked && asked.stream() == stream;
  }

  /** Whether there is anything that its upstream has not been given. */
  public boolean waits() {
    return isInitializing() || !parked.isEmpty() || parked.holds();
  }

  /** As {@link #waits}, and is owed an answer to it: a notification is owed none. */
  public boolean waitsForAnswer() {
    return isInitializing() || parked.hasRequests();
  }

  public boolean isOwedNothing() {
    return requests.isEmpty() && parked.isEmpty() && !isInitializing();
  }

  /** Whether its messages can go to its upstream now. */
  public boolean isServed() {
    return isOpen() && !roots.areAwaited() && upstream != null && upstream.listens();
  }
}
