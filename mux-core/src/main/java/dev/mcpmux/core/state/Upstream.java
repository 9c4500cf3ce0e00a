package dev.mcpmux.core.state;

import dev.mcpmux.core.cache.ResultCache;
import dev.mcpmux.core.config.LifePolicy;
import dev.mcpmux.core.config.Scope;
import dev.mcpmux.core.config.ServerPolicy;
import dev.mcpmux.core.config.ServerRequestPolicy;
import dev.mcpmux.core.config.SharingPolicy;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.port.EndReason;
import dev.mcpmux.core.port.MuxListener;
import dev.mcpmux.core.sharing.ClientDeclaration;
import dev.mcpmux.core.sharing.ResolvedServer;
import dev.mcpmux.core.sharing.SaidSharing;
import dev.mcpmux.core.sharing.SharingKey;
import dev.mcpmux.core.table.AskedLevel;
import dev.mcpmux.core.table.Beginning;
import dev.mcpmux.core.table.CutLists;
import dev.mcpmux.core.table.FirstWords;
import dev.mcpmux.core.table.GivenLists;
import dev.mcpmux.core.table.IdleWatch;
import dev.mcpmux.core.table.LeftWork;
import dev.mcpmux.core.table.ListCalls;
import dev.mcpmux.core.table.ToldRoots;
import dev.mcpmux.core.table.Vitals;
import dev.mcpmux.core.words.Handshake;
import java.util.Set;

/** One process of a server, or one that is about to be, and the sessions that use it. */
public final class Upstream extends Peer {
  /** What may be given to a process that has answered {@code initialize}. */
  private enum Hearing {
    /**
     * All but that its client is initialized: it asks what it asks at the start when it hears that,
     * and the one session it has could not be asked before it says so.
     */
    OWES_INITIALIZED,
    /** Nothing of a session's: it may ask at its start, before anything is given to it. */
    ITS_ANSWERS,
    ALL
  }

  private final Scope scope;
  private final ClientDeclaration declaration;
  private final String speaker;

  private final Beginning beginning;
  private final Lineage lineage = new Lineage(this);
  private final Parties parties = new Parties();

  private final PendingTable pendings = new PendingTable();
  private final LeftWork leftWork = new LeftWork();
  private final NamelessErrors namelessErrors = new NamelessErrors(pendings, leftWork);
  private final Line line = new Line();
  private final ListCalls calls = new ListCalls();
  private final GivenLists lists = new GivenLists();
  private final CutLists cutLists = new CutLists();
  private final TaskTable tasks = new TaskTable();
  private final SubscriptionTable subscriptions = new SubscriptionTable();
  private final AskedLevel askedLevel = new AskedLevel();
  private final ElicitationTable elicitations = new ElicitationTable();
  private final AskedByServer questions = new AskedByServer();
  private final ToldRoots roots = new ToldRoots();
  private final IdleWatch idle = new IdleWatch();
  private final Vitals vitals = new Vitals();

  private ServerPolicy policy;

  /** Null unless the config wants results of its tools kept. */
  private ResultCache results;

  private SharingKey key;

  /** Null before its life begins. */
  private UpstreamState state;

  private Hearing hearing = Hearing.ALL;
  private boolean wanted;
  private EndReason endReason = EndReason.NO_SESSIONS;

  /** What it says on stdout before it is ready; null for nothing. */
  private FirstWords firstWords;

  /**
   * @param failures how many upstreams of this key failed one after the other before this one
   */
  Upstream(
      int number,
      SharingKey key,
      ResolvedServer server,
      ClientDeclaration declaration,
      int failures) {
    super(number);
    this.key = key;
    this.scope = server.scope();
    this.speaker = server.speaker();
    this.declaration = declaration;
    this.beginning = new Beginning(failures);
    obey(server.policy());
  }

  /** One that is as the other is, without sessions. */
  Upstream(int number, Upstream other, int failures) {
    super(number);
    this.key = other.key;
    this.scope = other.scope;
    this.speaker = other.speaker;
    this.declaration = other.declaration;
    this.beginning = new Beginning(failures);
    obey(other.policy);
  }

  public Scope scope() {
    return scope;
  }

  /** What it is told in {@code initialize}. */
  public ClientDeclaration declaration() {
    return declaration;
  }

  /** Whose words about sharing its own are; see {@link ResolvedServer#speaker()}. */
  public String speaker() {
    return speaker;
  }

  public Beginning beginning() {
    return beginning;
  }

  public Lineage lineage() {
    return lineage;
  }

  public Parties parties() {
    return parties;
  }

  public Set<Session> sessions() {
    return parties.sessions();
  }

  public PendingTable pendings() {
    return pendings;
  }

  public NamelessErrors namelessErrors() {
    return namelessErrors;
  }

  public Line line() {
    return line;
  }

  public ListCalls calls() {
    return calls;
  }

  public GivenLists lists() {
    return lists;
  }

  public CutLists cutLists() {
    return cutLists;
  }

  public LeftWork leftWork() {
    return leftWork;
  }

  public TaskTable tasks() {
    return tasks;
  }

  public SubscriptionTable subscriptions() {
    return subscriptions;
  }

  public AskedLevel askedLevel() {
    return askedLevel;
  }

  public ElicitationTable elicitations() {
    return elicitations;
  }

  public AskedByServer questions() {
    return questions;
  }

  public ToldRoots roots() {
    return roots;
  }

  public IdleWatch idle() {
    return idle;
  }

  public Vitals vitals() {
    return vitals;
  }

  /** Of the config now in force, as far as it says nothing about the process itself. */
  public SharingPolicy policy() {
    return policy.sharing();
  }

  public LifePolicy life() {
    return policy.life();
  }

  /** What its tools have answered; null unless the config wants that kept. */
  public ResultCache results() {
    return results;
  }

  /** The config says this of it from now on. */
  public void obey(ServerPolicy policy) {
    if (!policy.equals(this.policy)) {
      if (results == null || policy.cache().isEmpty()) {
        results = policy.cache().map(ResultCache::new).orElse(null);
      } else {
        results.obey(policy.cache().get());
      }
    }
    this.policy = policy;
  }

  /** Who may use it; changes only when what is learned of its sessions fits no other. */
  public SharingKey key() {
    return key;
  }

  /** {@link Pool} alone says who has which key. */
  void rekey(SharingKey key) {
    this.key = key;
  }

  public String server() {
    return key.server();
  }

  public UpstreamState state() {
    return state;
  }

  /** What would have ended the state before, ends it no more. */
  public void become(UpstreamState next) {
    if (state != null && state.timer() != null && state.timer() != next.timer()) {
      state.timer().cancel();
    }
    state = next;
    if (!isStarting()) {
      beginning.isOver();
    }
  }

  public EndReason endReason() {
    return endReason;
  }

  /** Says why it goes, when it goes. */
  public void goesFor(EndReason reason) {
    endReason = reason;
  }

  /** Its process is wanted, though none of its sessions waits. */
  void want() {
    wanted = true;
  }

  public boolean isWanted() {
    return wanted;
  }

  /** Returns whether its process was wanted, which it is no more. */
  public boolean takeWanted() {
    boolean was = wanted;
    wanted = false;
    return was;
  }

  public boolean isReady() {
    return state instanceof UpstreamState.Ready;
  }

  /** Whether it is ready, and may be given what sessions have for it. */
  boolean listens() {
    return isReady() && hearing != Hearing.ITS_ANSWERS;
  }

  /** Whether it may be asked anything by itself. */
  public boolean hearsAll() {
    return hearing == Hearing.ALL;
  }

  /** It is not told yet that its client is initialized. */
  public void holdInitialized() {
    hearing = Hearing.OWES_INITIALIZED;
  }

  public boolean owesInitialized() {
    return hearing == Hearing.OWES_INITIALIZED;
  }

  public void holdSessions() {
    hearing = Hearing.ITS_ANSWERS;
  }

  /** Nothing is held from it any more. */
  public void hear() {
    hearing = Hearing.ALL;
  }

  /** Whether no process has answered yet, and one may still come. */
  public boolean isYetToCome() {
    return isAsleep()
        || isStarting()
        || state instanceof UpstreamState.Queued
        || state instanceof UpstreamState.Waiting
        || state instanceof UpstreamState.Failed;
  }

  /** Whether a process is being started, or will be without anything more being asked. */
  public boolean isComing() {
    return isYetToCome() && (wanted || !isAsleep() && !(state instanceof UpstreamState.Failed));
  }

  public boolean isAsleep() {
    return state instanceof UpstreamState.Asleep;
  }

  /** Whether there is a process that has not answered yet. */
  public boolean isStarting() {
    return state instanceof UpstreamState.Starting || state instanceof UpstreamState.Initializing;
  }

  public boolean isDraining() {
    return state instanceof UpstreamState.Draining;
  }

  public boolean isStopping() {
    return state instanceof UpstreamState.Stopping;
  }

  /** Whether there is a process that has answered {@code initialize} and can be spoken to. */
  public boolean isUp() {
    return isReady() || isDraining();
  }

  /** Its answer to {@code initialize}; null when it cannot be spoken to. */
  public Handshake handshake() {
    if (state instanceof UpstreamState.Ready ready) {
      return ready.handshake();
    }
    return state instanceof UpstreamState.Draining draining ? draining.handshake() : null;
  }

  /** What it said of its sharing when it answered {@code initialize}; null for nothing. */
  public SaidSharing said() {
    return handshake() == null ? null : handshake().says();
  }

  /** The protocol version it answered with; what it was asked for while it is not ready. */
  public String version() {
    Handshake handshake = handshake();
    return handshake == null ? declaration.protocolVersionText() : handshake.version();
  }

  /** Whether only one session will ever use it. */
  public boolean isExclusive() {
    return key.exclusive();
  }

  /**
   * Whether a session may ask it for a task. One that is not ready has none: tasks end with their
   * process, and the next one may give the same id to another session's.
   *
   * @param taskId null for none that has an id
   */
  public boolean mayGive(String taskId, Session session) {
    return isExclusive() || tasks.isOf(taskId, session);
  }

  /** Whether its sessions take turns, so that what it asks in one is that session's. */
  public boolean isSerialized() {
    return policy().serverRequests().orElse(null) == ServerRequestPolicy.SERIALIZED;
  }

  /** The request was given up: the server has not answered it. */
  public void abandon(ClientRequest request, MuxListener listener) {
    namelessErrors.onNotification(); // the server is told, and may answer that
    leftWork.giveUp(
        request.upstreamId(), request.session.number(), request.asksForTask, server(), listener);
  }

  /** Whether it may work on anything, in the background, that is not this session's. */
  public boolean mayWorkForOthers(Session session) {
    return leftWork.mayBeForOthers(session.number()) || tasks.hasLiveOfOthers(session);
  }

  /** It wrote a line that is no message. */
  public void noteNoise(FrameView line) {
    if (isStarting()) {
      if (firstWords == null) {
        firstWords = new FirstWords();
      }
      firstWords.add(line);
    }
  }

  /** A clause on what it wrote in place of an answer; empty for nothing. */
  public String firstWords() {
    return firstWords == null ? "" : firstWords.clause();
  }

  /** It has answered. */
  public void forgetFirstWords() {
    firstWords = null;
  }
}
