package dev.mcpmux.core.route;

import dev.mcpmux.core.EndReason;
import dev.mcpmux.core.LifePolicy;
import dev.mcpmux.core.MuxListener;
import dev.mcpmux.core.Scope;
import dev.mcpmux.core.ServerRequestPolicy;
import dev.mcpmux.core.SharingPolicy;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.Method;
import dev.mcpmux.core.frame.RequestId;
import dev.mcpmux.core.route.Timers.Timer;
import dev.mcpmux.core.sharing.ClientDeclaration;
import dev.mcpmux.core.sharing.ResolvedServer;
import dev.mcpmux.core.sharing.SaidSharing;
import dev.mcpmux.core.sharing.SharingKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One process of a server, or one that is about to be, and the sessions that use it. */
final class Upstream {
  final int number;
  final Scope scope;

  /** Those of the config now in force, as far as they say nothing about the process itself. */
  SharingPolicy policy;

  LifePolicy life;

  /** What it is told in {@code initialize}. */
  final ClientDeclaration declaration;

  /** Who may use it; changes only when what is learned of its sessions fits no other. */
  SharingKey key;

  /** Whose words about sharing its own are; see {@link ResolvedServer#speaker()}. */
  final String speaker;

  /** What it said of its sharing when it last answered {@code initialize}; null for nothing. */
  SaidSharing said;

  /** Null before its life begins. */
  UpstreamState state;

  /** What it says on stdout before it is ready; null for nothing. */
  private FirstWords firstWords;

  /** Marked in {@link Touched}, and by nobody else. */
  boolean touched;

  /** Whether its process is wanted, though none of its sessions waits. */
  boolean wanted;

  /** In the order they came. */
  final Set<Session> sessions = new LinkedHashSet<>();

  /** Sessions that have gone to another upstream, or to none, and still have work here. */
  final Set<Session> leftovers = new LinkedHashSet<>();

  /** What takes its place as soon as it is ready; null for nothing. */
  Upstream replacement;

  /** Whose place it takes as soon as it is ready; null for none. */
  Upstream replaces;

  /** Those that must have ended before its process is started. */
  final Set<Upstream> after = new LinkedHashSet<>();

  /** Whether it is in the place of one that failed beside those that are still there. */
  boolean secondTry;

  /** Ends its wait for those. */
  Timer patience;

  /** Those of its sessions that ever gave it work, which may make it ask something later. */
  final Set<Session> workers = new HashSet<>();

  /** Whether a session that gave it work has gone. */
  boolean workerHasLeft;

  final InFlight.AtUpstream pendings = new InFlight.AtUpstream();

  final NamelessErrors namelessErrors = new NamelessErrors(this);

  final Parking.Line line = new Parking.Line();

  boolean writable = true;

  /** Its requests that were taken since it does not read. */
  int requestsWhileFull;

  /**
   * Whether it is still to be told that its client is initialized: it asks what it asks at the
   * start when it hears that, and the one session it has could not be asked before it says so.
   */
  boolean owesInitialized;

  /** Whether it has just started, and may ask what it asks then before anything is given to it. */
  boolean asksFirst;

  /** Counts replies, list calls and list changes, to tell what came before what. */
  private long events;

  /** When a list last changed. */
  long lastListChange;

  /** While one is pending, another change of the list is told at its end. */
  final Map<ListKind, Timer> listWindows = new EnumMap<>(ListKind.class);

  /** List calls that others may join, by method. */
  final Map<Method, ListCalls.Call> listCalls = new EnumMap<>(Method.class);

  /** Since which event the catalog has the list that it gave. */
  final Map<Method, Long> listsKnownSince = new EnumMap<>(Method.class);

  /** Lists that its sessions were given before it ran, and that it has not confirmed. */
  final Map<Method, byte[]> unconfirmed = new EnumMap<>(Method.class);

  /** Of what lists sessions do not get all; null for none. */
  CutLists.Notes cutLists;

  /** Pending until it is asked for the lists that nobody has asked for. */
  Timer fill;

  /** What its program looked like when it was started; null as long as that is not known. */
  String program;

  /**
   * Whether its sessions, if any, know nothing of a process before it: none was there, or it was
   * stopped while nobody needed it.
   */
  boolean begins;

  final LeftWork leftWork = new LeftWork();
  final TaskTable tasks = new TaskTable();
  final SubscriptionTable subscriptions = new SubscriptionTable();
  final AskedLevel askedLevel = new AskedLevel();
  final ElicitationTable elicitations = new ElicitationTable();
  final IdleWatch idle = new IdleWatch();

  final Questions.AtUpstream questions = new Questions.AtUpstream();

  /** Its questions for roots that wait until those of all its sessions are known. */
  final List<RequestId> rootsQuestions = new ArrayList<>();

  /**
   * Whether it asked for roots and was told that there are none to be had: it may not ask again.
   */
  boolean rootsRefused;

  /** The roots it was last told, canonical; null for none. */
  String rootsTold;

  /** Whether it was told that its roots changed and has not asked for the new ones. */
  boolean rootsStale;

  Timer timeout;

  /** Why it goes, when it goes. */
  EndReason endReason = EndReason.NO_SESSIONS;

  /** Tells of a slow start while it lasts. */
  Timer startProgress;

  /** How many upstreams of this key failed one after the other before this one. */
  final int failures;

  /** The last of them; null when it does not wait because of one. */
  StartFailure failure;

  /** When the process was started, in the clock of the events. */
  long startedAt;

  Upstream(
      int number,
      SharingKey key,
      Scope scope,
      SharingPolicy policy,
      LifePolicy life,
      ClientDeclaration declaration,
      String speaker,
      int failures) {
    this.number = number;
    this.key = key;
    this.scope = scope;
    this.policy = policy;
    this.life = life;
    this.declaration = declaration;
    this.speaker = speaker;
    this.failures = failures;
  }

  String server() {
    return key.server();
  }

  boolean isReady() {
    return state instanceof UpstreamState.Ready;
  }

  /** Whether no process has answered yet, and one may still come. */
  boolean isYetToCome() {
    return state instanceof UpstreamState.Asleep
        || state instanceof UpstreamState.Queued
        || state instanceof UpstreamState.Starting
        || state instanceof UpstreamState.Initializing
        || state instanceof UpstreamState.Waiting
        || state instanceof UpstreamState.Failed;
  }

  /** Whether a process is being started, or will be without anything more being asked. */
  boolean isComing() {
    return isYetToCome() && (wanted || !isAsleep() && !(state instanceof UpstreamState.Failed));
  }

  boolean isAsleep() {
    return state instanceof UpstreamState.Asleep;
  }

  /** Whether there is a process that has answered {@code initialize} and can be spoken to. */
  boolean isUp() {
    return isReady() || state instanceof UpstreamState.Draining;
  }

  /** All sessions that have anything here. */
  Collection<Session> parties() {
    if (leftovers.isEmpty()) {
      return sessions;
    }
    List<Session> parties = new ArrayList<>(sessions);
    parties.addAll(leftovers);
    return parties;
  }

  /** Its answer to {@code initialize}; null when it cannot be spoken to. */
  Handshake handshake() {
    if (state instanceof UpstreamState.Ready ready) {
      return ready.handshake();
    }
    return state instanceof UpstreamState.Draining draining ? draining.handshake() : null;
  }

  /** The protocol version it answered with; what it was asked for while it is not ready. */
  String version() {
    Handshake handshake = handshake();
    return handshake == null ? declaration.protocolVersionText() : handshake.version();
  }

  /** Whether only one session will ever use it. */
  boolean isExclusive() {
    return key.exclusive();
  }

  /** Whether its sessions take turns, so that what it asks in one is that session's. */
  boolean isSerialized() {
    return policy.serverRequests().orElse(null) == ServerRequestPolicy.SERIALIZED;
  }

  /** The request was given up: the server has not answered it. */
  void abandon(ClientRequest request, MuxListener listener) {
    namelessErrors.onNotification(); // the server is told, and may answer that
    leftWork.giveUp(request, server(), listener);
  }

  /** Whether it may work on anything, in the background, that is not this session's. */
  boolean mayWorkForOthers(Session session) {
    return leftWork.mayBeForOthers(session) || tasks.hasLiveOfOthers(session);
  }

  long nextEvent() {
    return ++events;
  }

  /** It wrote a line that is no message. */
  void noteNoise(FrameView line) {
    if (state instanceof UpstreamState.Starting || state instanceof UpstreamState.Initializing) {
      if (firstWords == null) {
        firstWords = new FirstWords();
      }
      firstWords.add(line);
    }
  }

  /** A clause on what it wrote in place of an answer; empty for nothing. */
  String firstWords() {
    return firstWords == null ? "" : firstWords.clause();
  }

  /** It has answered. */
  void forgetFirstWords() {
    firstWords = null;
  }
}
