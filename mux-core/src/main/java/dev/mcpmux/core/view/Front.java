package dev.mcpmux.core.view;

import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameText;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.RequestId;
import dev.mcpmux.core.frame.ValueType;
import dev.mcpmux.core.inner.Frames;
import dev.mcpmux.core.inner.InnerFrame;
import dev.mcpmux.core.port.MuxListener;
import dev.mcpmux.core.port.SessionHello;
import dev.mcpmux.core.port.SessionState;
import dev.mcpmux.core.port.Target;
import dev.mcpmux.core.state.SessionStates;
import dev.mcpmux.core.time.Timers.Timer;
import dev.mcpmux.core.words.FrontDoor;
import dev.mcpmux.core.words.ListKind;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A session with all servers: what its client knows of, and its members. */
final class Front implements FrontDoor.Client {
  private static final Set<String> ALL_LISTS =
      Stream.of(ListKind.values())
          .map(ListKind::capability)
          .collect(Collectors.toCollection(TreeSet::new));

  /** A request of a server that the client has open. */
  record Relayed(Member member, byte[] memberId, int stream, boolean asksForTask) {}

  /**
   * One {@code roots/list} to the client, and for whom it is.
   *
   * @param askers the id of each member's own request
   */
  record RootsQuestion(long id, Map<Member, byte[]> askers) {
    RootsQuestion(long id) {
      this(id, new LinkedHashMap<>());
    }
  }

  /** Takes the answer to a question of the front's own. */
  interface Answer {
    /**
     * @param reply null when there will be none
     */
    void onReply(InnerFrame reply);
  }

  /** A question of the front's own to a member. */
  record Own(Member member, Answer answer) {}

  final int number;
  final SessionHello hello;
  final Target.All target;

  /** By name in the config, in its order. */
  Map<String, Member> members = new LinkedHashMap<>();

  /** Those that are configured no more and have not answered all they were given. */
  final Set<Member> leaving = new LinkedHashSet<>();

  final Naming naming;

  /** The client's {@code initialize}; null before it has come. */
  byte[] initialize;

  /** Its id and stream while it is not answered. */
  FrontRequest greeting;

  Timer greetingTimeout;
  String client = "";

  /** What it was answered with; empty before. */
  String version = "";

  /** Whether the client's {@code notifications/initialized} has come. */
  boolean initialized;

  boolean writable = true;
  final Map<RequestId, FrontRequest> inFlight = new LinkedHashMap<>();
  final Map<RequestId, Own> own = new LinkedHashMap<>();
  final Set<ListWait> waits = new LinkedHashSet<>();
  private long lastOwn;

  final Map<Long, Relayed> serverRequests = new LinkedHashMap<>();
  long lastServerRequest;

  /** The question for the client's roots that others may join; null for none. */
  RootsQuestion roots;

  /** All that are open. */
  final Map<Long, RootsQuestion> rootsQuestions = new LinkedHashMap<>();

  final NameTable tools;
  final NameTable prompts;
  final OwnedNames uris;
  final OwnedNames elicitations;

  /** The server of each URI that the client has subscribed to, as the client wrote it. */
  final Map<String, String> subscriptions = new HashMap<>();

  /** Who was given a task that the client works on. */
  final Map<String, Member> hostedTasks = new LinkedHashMap<>();

  /** What the client has set; null before. */
  byte[] level;

  /** What the client has been told, so that it must be told of a change. */
  final Set<Offer> listed = EnumSet.noneOf(Offer.class);

  final Set<ListKind> owedChanges = EnumSet.noneOf(ListKind.class);
  final Map<ListKind, Timer> changeWindows = new EnumMap<>(ListKind.class);

  /** Set once the client's input has ended and not every member was told. */
  Timer inputEnd;

  boolean inputEnded;

  Front(
      int number,
      SessionHello hello,
      Target.All target,
      Naming naming,
      int maxNameBytes,
      NameRoom nameRoom,
      MuxListener listener) {
    this.number = number;
    this.hello = hello;
    this.target = target;
    this.naming = naming;
    this.tools = new NameTable(naming, maxNameBytes);
    this.prompts = new NameTable(naming, maxNameBytes);
    this.uris =
        new OwnedNames(
            maxNameBytes,
            nameRoom,
            Uris::isReserved,
            Uris::rewritten,
            (member, much) ->
                listener.forgotten(
                    member.server,
                    "URIs told to a session, " + much + "; new ones name their server"));
    this.elicitations =
        new OwnedNames(
            maxNameBytes,
            nameRoom,
            id -> members.values().stream().anyMatch(member -> id.startsWith(member.prefix)),
            (member, id) -> member.prefix + id,
            (member, much) ->
                listener.forgotten(
                    member.server,
                    "ids of elicitations told to a session, "
                        + much
                        + "; new ones name their server"));
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
    return initialize == null;
  }

  @Override
  public boolean awaits(RequestId id) {
    return inFlight.containsKey(id)
        || own.containsKey(id)
        || greeting != null && greeting.id.equals(id);
  }

  @Override
  public int inFlight() {
    return inFlight.size();
  }

  @Override
  public String server() {
    return null;
  }

  boolean isOpen() {
    return !version.isEmpty();
  }

  boolean awaitsReplyOn(int stream) {
    return greeting != null && greeting.stream == stream
        || inFlight.values().stream().anyMatch(request -> request.stream == stream);
  }

  /** Those with which there is anything to end. */
  List<Member> openMembers() {
    return Stream.concat(members.values().stream(), leaving.stream())
        .filter(Member::isOpen)
        .toList();
  }

  /** Whether this member has a request that the client waits for. */
  boolean awaits(Member member) {
    return inFlight.values().stream().anyMatch(request -> request.member == member);
  }

  /** Whether a server that is worth waiting for is still on its way to be ready. */
  boolean isConnecting() {
    return members.values().stream()
        .anyMatch(member -> member.state == Member.State.CONNECTING && !member.slow);
  }

  /** How much of its requests is kept because they may have to be sent (again). */
  long keptBytes() {
    long bytes = 0;
    for (FrontRequest request : inFlight.values()) {
      bytes += request.frame == null ? 0 : request.frame.length;
    }
    return bytes;
  }

  /** The answer to a question that is open may be out of date. */
  void rootsChanged() {
    roots = null;
  }

  /** The question has its answer; null when there is none of this id. */
  RootsQuestion takeRoots(long id) {
    RootsQuestion question = rootsQuestions.remove(id);
    if (question == roots) {
      roots = null;
    }
    return question;
  }

  /**
   * A member takes back what it asked.
   *
   * @return what the client knows it by; 0 when nothing is open, or others still wait for it
   */
  long takeBack(Member member, byte[] memberId) {
    for (Map.Entry<Long, Relayed> open : serverRequests.entrySet()) {
      if (open.getValue().member() == member
          && Arrays.equals(open.getValue().memberId(), memberId)) {
        serverRequests.remove(open.getKey());
        return open.getKey();
      }
    }
    for (RootsQuestion question : rootsQuestions.values()) {
      if (Arrays.equals(question.askers().get(member), memberId)) {
        question.askers().remove(member);
        return question.askers().isEmpty() ? takeRoots(question.id()).id() : 0;
      }
    }
    return 0;
  }

  /** One that no request of the client's has: a member knows the two of them by nothing else. */
  String nextOwnId() {
    String id;
    do {
      id = "mcpmux-" + ++lastOwn;
    } while (inFlight.containsKey(Frames.id(id)));
    return id;
  }

  /** What it takes to resume it. It must be open. */
  SessionState state() {
    FrameView asked = Frames.scan(initialize);
    Map<String, String> lists = new LinkedHashMap<>();
    listed.forEach(offer -> lists.put(offer.method.wireName(), ""));
    return new SessionState(
        SessionStates.initialize(
            asked.raw(Field.PROTOCOL_VERSION),
            asked.raw(Field.CAPABILITIES),
            asked.is(Field.CLIENT_INFO, ValueType.OBJECT) ? asked.raw(Field.CLIENT_INFO) : null),
        version,
        ALL_LISTS, // the changes of every list are told, see Welcome
        level == null ? "" : FrameText.unquoted(level, 0, level.length),
        new LinkedHashMap<>(subscriptions),
        lists);
  }

  /** It has been initialized again. Its members are told when it says that it is initialized. */
  void resume(SessionState before) {
    if (!before.level().isEmpty()) {
      level = FrameText.quoted(before.level()).getBytes(StandardCharsets.UTF_8);
    }
    before
        .subscriptions()
        .forEach(
            (uri, server) -> {
              if (members.containsKey(server)) {
                subscriptions.put(uri, server);
              }
            });
  }
}
