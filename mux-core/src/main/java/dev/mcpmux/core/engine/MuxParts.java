package dev.mcpmux.core.engine;

import dev.mcpmux.core.catalog.Catalog;
import dev.mcpmux.core.catalog.ListAnswers;
import dev.mcpmux.core.catalog.ListKeeper;
import dev.mcpmux.core.catalog.ResultAnswers;
import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.era.Era;
import dev.mcpmux.core.era.HandshakeEra;
import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.Method;
import dev.mcpmux.core.frame.RequestId;
import dev.mcpmux.core.legacy.LegacyParts;
import dev.mcpmux.core.legacy.ListChanges;
import dev.mcpmux.core.pool.Arrivals;
import dev.mcpmux.core.pool.Attachments;
import dev.mcpmux.core.pool.Drains;
import dev.mcpmux.core.pool.EagerServers;
import dev.mcpmux.core.pool.EarlyAnswers;
import dev.mcpmux.core.pool.IdleStops;
import dev.mcpmux.core.pool.Learning;
import dev.mcpmux.core.pool.Membership;
import dev.mcpmux.core.pool.Moves;
import dev.mcpmux.core.pool.Placement;
import dev.mcpmux.core.pool.PoolParts;
import dev.mcpmux.core.pool.Restarts;
import dev.mcpmux.core.pool.Retries;
import dev.mcpmux.core.pool.Seating;
import dev.mcpmux.core.pool.Serving;
import dev.mcpmux.core.pool.SharedRoots;
import dev.mcpmux.core.pool.Starts;
import dev.mcpmux.core.pool.Succession;
import dev.mcpmux.core.pool.Swaps;
import dev.mcpmux.core.pool.Transfers;
import dev.mcpmux.core.pool.Upstreams;
import dev.mcpmux.core.port.CloseCause;
import dev.mcpmux.core.port.ConfigChange;
import dev.mcpmux.core.port.MuxStatus;
import dev.mcpmux.core.port.OpenCall;
import dev.mcpmux.core.port.SessionHello;
import dev.mcpmux.core.port.SessionState;
import dev.mcpmux.core.port.UpstreamExit;
import dev.mcpmux.core.route.Features;
import dev.mcpmux.core.route.InFlight;
import dev.mcpmux.core.route.Parking;
import dev.mcpmux.core.route.Router;
import dev.mcpmux.core.route.Ways;
import dev.mcpmux.core.state.ClientRequest;
import dev.mcpmux.core.state.MuxState;
import dev.mcpmux.core.state.Session;
import dev.mcpmux.core.state.Upstream;
import dev.mcpmux.core.table.CutLists;
import dev.mcpmux.core.table.Kept;
import dev.mcpmux.core.words.Handshake;
import dev.mcpmux.core.words.Refusal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.function.Function;

/** The parts of a {@link dev.mcpmux.core.Mux}, joined: which event goes to which of them. */
public final class MuxParts {
  final MuxState state;
  final InFlight inFlight;
  final Parking parking;
  final Router router;
  final Features features;
  final ListChanges listChanges;
  final ListKeeper listKeeper;
  final ListAnswers listAnswers;
  final ResultAnswers resultAnswers;
  final Learning learning;
  final Starts starts;
  final Membership membership;
  final Drains drains;
  final Transfers transfers;
  final Moves moves;
  final Placement placement;
  final Succession succession;
  final EagerServers eagerServers;
  final Era era;
  final Upstreams upstreams;
  final Reconfiguration reconfiguration;
  final Sessions sessions;

  private final Catalog catalog;
  private final Arrivals arrivals;
  private final Restarts restarts;
  private final Resumption resumption;
  private final Settling settling;
  private final ClientFrames clientFrames;
  private final ServerFrames serverFrames;

  /** Each part uses those before it alone; what follows upward waits as {@code Touched}. */
  public MuxParts(MuxState state) {
    this.state = state;
    catalog = new Catalog(state);
    Ways ways = Ways.of(state);
    inFlight = ways.inFlight();
    parking = ways.parking();
    router = ways.router();
    LegacyParts legacy = new LegacyParts(state, inFlight);
    listChanges = new ListChanges(state);
    features = new Features(listChanges, legacy.features(), inFlight, parking);
    listKeeper = new ListKeeper(state, catalog, inFlight, listChanges);
    listAnswers = new ListAnswers(state, catalog, parking, inFlight);
    resultAnswers = new ResultAnswers(state, inFlight);

    starts = new Starts(state, catalog);
    membership = new Membership(state, router, parking, listChanges, features);
    Retries retries = new Retries(state, router, membership, starts);
    drains = new Drains(state, membership, features, starts);
    IdleStops idleStops = new IdleStops(state, features, membership, drains);
    upstreams = new Upstreams(state, starts, retries, idleStops);
    learning = new Learning(state, drains);
    EarlyAnswers early = new EarlyAnswers(state, catalog, listAnswers, membership);
    Attachments attachments = new Attachments(state, learning, membership, retries, early);
    transfers = new Transfers(membership, attachments, drains, idleStops);
    Swaps swaps = new Swaps(state, starts, membership, transfers, drains);
    restarts = new Restarts(state, starts, membership, drains, swaps);
    moves = new Moves(state, parking, features, transfers, swaps);
    SharedRoots sharedRoots = new SharedRoots(state, moves, legacy.rootsQuestions);
    Seating seating = new Seating(state, attachments, early, membership, sharedRoots);
    placement = new Placement(state, learning, moves, sharedRoots, seating);
    succession = new Succession(state, retries, swaps, drains, placement);
    arrivals = new Arrivals(state, retries, swaps, idleStops);
    Serving serving = new Serving(state, listKeeper, membership, placement, idleStops);
    eagerServers = new EagerServers(state, upstreams);
    PoolParts pool = new PoolParts(membership, placement, arrivals, serving, succession);
    era = new HandshakeEra(state, legacy, features, ways, pool);

    reconfiguration = new Reconfiguration(state, this);
    sessions = new Sessions(state, this);
    resumption = new Resumption(state, catalog, era, membership, listChanges);
    settling = new Settling(state.touched, this);
    clientFrames = new ClientFrames(state, this);
    serverFrames = new ServerFrames(state, this);
  }

  public Optional<CloseCause> openSession(int session, SessionHello hello) {
    return sessions.open(session, hello, 0);
  }

  public void resumeSession(int session, SessionState before) {
    Session open = state.session(session);
    if (open != null) {
      resumption.resume(open, before);
    }
    settle();
  }

  /** As {@link dev.mcpmux.core.Mux#questionsAfter}. */
  public void questionsAfter(long id) {
    sessions.questionsAfter(id);
  }

  /**
   * Opens a session for the view, which filters its tools itself.
   *
   * @param client the number of the client's session that it is one of
   */
  public Optional<CloseCause> openMember(int session, int client, SessionHello hello) {
    return sessions.open(session, hello, client);
  }

  public void sessionFrame(int session, int stream, FrameView frame) {
    Session open = state.session(session);
    if (open != null) {
      clientFrames.onFrame(open, stream, frame);
    }
    settle();
  }

  /** As {@link #sessionFrame}, for a request that no other process than this may have. */
  public void sessionFrame(int session, int stream, FrameView frame, int upstream) {
    Session open = state.session(session);
    if (open != null) {
      clientFrames.onFrame(open, stream, frame);
      ClientRequest request = open.requests().find(RequestId.copyOf(frame, Field.ID));
      if (request != null) {
        request.onlyFor(upstream);
      }
    }
    settle();
  }

  /** The upstream that has requests of a session, or where they wait for their turn; 0 for none. */
  public int processOf(int session) {
    Session open = state.session(session);
    return open != null && open.isServed() ? open.upstream().number() : 0;
  }

  /**
   * No client reads the answer to the {@code initialize} of this session of the view.
   *
   * @param resumed as {@link Session#unheard} has it
   */
  public void unheard(int session, boolean resumed) {
    Session open = state.session(session);
    if (open != null) {
      open.unheard(resumed);
    }
  }

  public boolean awaitsReply(int session, int stream) {
    Session open = state.session(session);
    return open != null && open.awaitsReplyOn(stream);
  }

  public String serverOf(int session) {
    Session open = state.session(session);
    return open == null ? "" : open.server();
  }

  /** What a session was opened with; empty when there is no such session. */
  public Optional<SessionHello> helloOf(int session) {
    return Optional.ofNullable(state.session(session)).map(open -> open.origin().hello().unpack());
  }

  public void endSessionInput(int session) {
    sessions.endInput(session);
    settle();
  }

  public void sessionGone(int session) {
    sessions.gone(session);
    settle();
  }

  /** Ends an event. */
  private void settle() {
    settling.settle();
  }

  /** What is kept of sessions and servers. */
  public Kept kept() {
    return state.kept;
  }

  /** How many are open, those of the view's own included. */
  public int sessions() {
    return state.sessions().size();
  }

  public void closeSession(int session, CloseCause cause) {
    sessions.close(session, cause);
    settle();
  }

  public void sessionWritability(int session, boolean writable) {
    sessions.writability(session, writable);
    settle();
  }

  public void sessionOutputExceeded(int session, long unsentBytes) {
    sessions.outputExceeded(session, unsentBytes);
    settle();
  }

  public void upstreamStarted(int upstream) {
    Upstream started = state.pool.find(upstream);
    if (started != null && arrivals.onStarted(started)) {
      era.onStarted(started);
    }
    settle();
  }

  public void upstreamFrame(int upstream, long request, FrameView frame) {
    serverFrames.onFrame(upstream, request, frame);
    settle();
  }

  public void upstreamUntaken(int upstream, FrameView frame) {
    Upstream from = state.pool.find(upstream);
    if (from != null) {
      router.takeBack(from, frame);
    }
    settle();
  }

  public void upstreamWritability(int upstream, boolean writable) {
    upstreams.onWritability(upstream, writable);
    settle();
  }

  public void upstreamHalfLine(int upstream, FrameView half) {
    Upstream from = state.pool.find(upstream);
    if (from != null) {
      from.vitals().hear();
      state.listener.upstreamNoise(upstream, from.server(), half);
      from.noteNoise(half);
    }
  }

  public void upstreamSeen(int upstream, long cpuMillis, long outputBytes) {
    Upstream seen = state.pool.find(upstream);
    if (seen != null) {
      long silence = inFlight.hangs().onSeen(seen, cpuMillis, outputBytes);
      if (silence > 0) {
        succession.hung(seen, silence);
      }
    }
    settle();
  }

  public void jitter(DoubleSupplier numbers) {
    state.jitter(numbers);
  }

  public void upstreamExited(int upstream, UpstreamExit exit) {
    succession.onExit(upstream, exit);
    settle();
  }

  public void user(Map<String, String> environment) {
    state.user(environment);
  }

  public void begin(String home, Map<String, String> environment) {
    loadTraitsIf(eagerServers.begin(home, environment));
    settle();
  }

  private void loadTraitsIf(boolean needed) {
    if (needed && placement.loadTraits()) {
      eagerServers.onTraitsKnown();
    }
  }

  public void stateLoaded(String key, byte[] bytes) {
    if (key.equals(EagerServers.STATE)) {
      eagerServers.onLoaded(bytes);
    } else if (key.equals(Learning.STATE)) {
      placement.onLearnedLoaded(bytes);
    } else {
      placement.onStateLoaded(bytes);
      eagerServers.onTraitsKnown();
    }
    settle();
  }

  public void catalogLoaded(String key, byte[] bytes, long ageMillis, String program) {
    catalog.onLoaded(key, bytes, ageMillis, program);
    settle();
  }

  public void deadline() {
    state.timers.runDue(state.now(), () -> succession.giveUpLate(starts));
    settle();
  }

  public void stop(CloseCause cause) {
    eagerServers.end();
    sessions.closeAll(cause);
    drains.stopAll();
    settle();
    catalog.saveAll();
  }

  /**
   * What the process says of itself that a session has now, where that is not what the session was
   * told. The session counts as told so from now on.
   *
   * @return null when it was told the same, or there is no process
   */
  public Handshake renewHandshake(int session) {
    Session open = state.session(session);
    return open == null ? null : open.renewHandshake();
  }

  /**
   * Answers calls of a session that wait with an error.
   *
   * @param why for the name of a tool; null for one that may be called
   */
  public void refuseTools(int session, Function<String, Refusal> why) {
    Session open = state.session(session);
    if (open != null) {
      router.refuseTools(open, why);
    }
  }

  /** Answers everything of a session that has not been forwarded with an error. */
  public void refuseWaiting(int session, Refusal why) {
    Session open = state.session(session);
    if (open != null) {
      router.refuseWaiting(open, why);
    }
  }

  /**
   * A session's list was put together from the pages of its server.
   *
   * @param cut why some of it was left out; null when it is whole
   */
  public void listPutTogether(int session, Method method, String cut) {
    Session open = state.session(session);
    if (open == null || open.upstream() == null) {
      return;
    }
    if (cut == null) {
      open.upstream().cutLists().clear(method, CutLists.Kind.CUT);
    } else {
      state.noteCut(open.upstream(), method, CutLists.Kind.CUT, cut);
    }
  }

  public ConfigChange reconfigure(MuxConfig config) {
    ConfigChange change = reconfiguration.apply(config);
    loadTraitsIf(eagerServers.onReconfigured(change));
    settle();
    return change;
  }

  public List<Integer> restart(String server) {
    List<Integer> begun = restarts.restart(server);
    settle();
    return begun;
  }

  public MuxStatus status() {
    return StatusReport.of(state, catalog, learning.all());
  }

  public List<OpenCall> openCalls(int max) {
    return OpenCalls.oldest(state, max);
  }
}
