package dev.mcpmux.core.view;

import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.RequestId;
import dev.mcpmux.core.inner.ClientQuestions;
import dev.mcpmux.core.inner.Frames;
import dev.mcpmux.core.inner.InnerFrame;
import dev.mcpmux.core.names.OwnedNames;
import dev.mcpmux.core.offer.Offer;
import dev.mcpmux.core.port.SessionHello;
import dev.mcpmux.core.port.SessionState;
import dev.mcpmux.core.port.Target;
import dev.mcpmux.core.time.Timers.Timer;
import dev.mcpmux.core.words.FrontDoor;
import dev.mcpmux.core.words.ListKind;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** A session with all servers: what its client knows of, and its members. */
final class Front implements FrontDoor.Client {
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

  /** Whether the client finds tools, and has none listed but those that are pinned. */
  private boolean finds;

  /** By name in the config, in its order. */
  private Map<String, Member> members = new LinkedHashMap<>();

  /** Those that are configured no more and have not answered all they were given. */
  private final Set<Member> leaving = new LinkedHashSet<>();

  final FrontNames names;

  /** The client's {@code initialize}; null before it has come. */
  private byte[] initialize;

  /** Its id and stream while it is not answered. */
  private FrontRequest greeting;

  private Timer greetingTimeout;

  /** Name and version of the client, and the name alone; empty for none. */
  private String client = "";

  private String clientName = "";

  /** What it was answered with; empty before. */
  private String version = "";

  /** Whether the client's {@code notifications/initialized} has come. */
  private boolean initialized;

  private boolean writable = true;
  private final Map<RequestId, FrontRequest> inFlight = new LinkedHashMap<>();
  private final Map<RequestId, Own> own = new LinkedHashMap<>();
  private final Set<ListWait> waits = new LinkedHashSet<>();
  private long lastOwn;

  final ClientQuestions<Member> questions = new ClientQuestions<>();

  /** The server of each URI that the client has subscribed to, as the client wrote it. */
  private final Map<String, String> subscriptions = new HashMap<>();

  /** What the client has set; null before. */
  private byte[] level;

  /** What the client has been told, so that it must be told of a change. */
  private final Set<Offer> listed = EnumSet.noneOf(Offer.class);

  private final Set<ListKind> owedChanges = EnumSet.noneOf(ListKind.class);
  private final Map<ListKind, Timer> changeWindows = new EnumMap<>(ListKind.class);

  /** Set once the client's input has ended and not every member was told. */
  private Timer inputEnd;

  private boolean inputEnded;

  /**
   * @param room for what all fronts together remember of names
   */
  Front(int number, SessionHello hello, Target.All target, View view, OwnedNames.Room room) {
    this.number = number;
    this.hello = hello;
    this.target = target;
    this.finds = target.find() || view.config().aggregate().find();
    this.names = new FrontNames(this, view, room);
    questions.questionsAfter(view.questionsAfter());
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

  boolean finds() {
    return finds;
  }

  /** Whether it finds what stands in such lists. */
  boolean finds(Offer offer) {
    return finds && offer == Offer.TOOLS;
  }

  /** It goes on as it was, whatever the config says now of those that open. */
  void resume(String view) {
    finds = view.isEmpty() ? finds : view.equals(SessionState.FINDS);
  }

  Map<String, Member> members() {
    return members;
  }

  void setMembers(Map<String, Member> now) {
    members = now;
  }

  /** Whether it is one of the members, and not on its way out. */
  boolean has(Member member) {
    return members.get(member.server) == member;
  }

  void leaves(Member member) {
    leaving.add(member);
  }

  boolean isLeaving(Member member) {
    return leaving.contains(member);
  }

  void hasLeft(Member member) {
    leaving.remove(member);
  }

  /** The client's {@code initialize} is at hand. */
  void greet(byte[] frame, FrontRequest request) {
    initialize = frame;
    greeting = request;
    version = "";
  }

  void greetWithin(Timer timeout) {
    greetingTimeout = timeout;
  }

  /** The client's {@code initialize}, which is returned, is answered with this version. */
  FrontRequest greeted(String with) {
    FrontRequest answered = greeting;
    greeting = null;
    version = with;
    greetingTimeout.cancel();
    return answered;
  }

  FrontRequest greeting() {
    return greeting;
  }

  /** Whether the client waits for the answer to its {@code initialize}, to read it. */
  boolean isHeard() {
    return greeting != null && !SessionState.isResuming(greeting.id);
  }

  /** Whether it was open in another process of mcpmux before. */
  boolean isResumed() {
    return SessionState.isResuming(RequestId.copyOf(Frames.scan(initialize), Field.ID));
  }

  byte[] initialize() {
    return initialize;
  }

  void name(String label, String name) {
    client = label;
    clientName = name;
  }

  String clientName() {
    return clientName;
  }

  String client() {
    return client;
  }

  void setInitialized() {
    initialized = true;
  }

  boolean isInitialized() {
    return initialized;
  }

  /** Returns whether it was not so before. */
  boolean setWritable(boolean now) {
    boolean news = writable != now;
    writable = now;
    return news;
  }

  boolean isWritable() {
    return writable;
  }

  /** The client's input has ended; what is held is given up at a time. */
  void endInput(Timer giveUp) {
    inputEnd = giveUp;
  }

  /** Members are told that the input has ended. Returns false when they have been. */
  boolean tellInputEnd() {
    boolean news = !inputEnded;
    inputEnded = true;
    inputEnd.cancel();
    return news;
  }

  boolean isEnding() {
    return inputEnd != null;
  }

  boolean isInputEnded() {
    return inputEnded;
  }

  void begin(FrontRequest request) {
    inFlight.put(request.id, request);
  }

  /** Null when there is none. */
  FrontRequest request(RequestId id) {
    return inFlight.get(id);
  }

  List<FrontRequest> requests() {
    return List.copyOf(inFlight.values());
  }

  /** Null when there is none. */
  FrontRequest end(RequestId id) {
    return inFlight.remove(id);
  }

  /** Returns whether it was in flight. */
  boolean end(FrontRequest request) {
    return inFlight.remove(request.id, request);
  }

  void forgetRequests() {
    inFlight.clear();
    own.clear();
  }

  void expect(RequestId id, Own question) {
    own.put(id, question);
  }

  /** What this member was asked under this id; null for nothing. */
  Own takeOwn(Member member, RequestId id) {
    Own question = own.get(id);
    return question != null && question.member() == member ? own.remove(id) : null;
  }

  /** All that this member was asked. */
  List<Own> takeOwn(Member member) {
    List<Own> taken = own.values().stream().filter(each -> each.member() == member).toList();
    own.values().removeAll(taken);
    return taken;
  }

  Set<ListWait> waits() {
    return waits;
  }

  Map<String, String> subscriptions() {
    return subscriptions;
  }

  void setLevel(byte[] now) {
    level = now;
  }

  byte[] level() {
    return level;
  }

  /** The client is told this list. Returns whether it never was before. */
  boolean lists(Offer offer) {
    return listed.add(offer);
  }

  boolean hasListed(Offer offer) {
    return listed.contains(offer);
  }

  Set<Offer> listed() {
    return listed;
  }

  void owe(ListKind kind) {
    owedChanges.add(kind);
  }

  boolean takeOwed(ListKind kind) {
    return owedChanges.remove(kind);
  }

  boolean isQuiet(ListKind kind) {
    Timer window = changeWindows.get(kind);
    return window != null && window.isPending();
  }

  void keepQuiet(ListKind kind, Timer end) {
    changeWindows.put(kind, end);
  }

  void stopTimers() {
    Stream.concat(Stream.of(inputEnd, greetingTimeout), changeWindows.values().stream())
        .filter(Objects::nonNull)
        .forEach(Timer::cancel);
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
        .anyMatch(member -> member.is(Member.State.CONNECTING) && !member.isSlow());
  }

  /** How much of its requests is kept because they may have to be sent (again). */
  long keptBytes() {
    long bytes = 0;
    for (FrontRequest request : inFlight.values()) {
      bytes += request.frame == null ? 0 : request.frame.length;
    }
    return bytes;
  }

  /** One that no request of the client's has: a member knows the two of them by nothing else. */
  String nextOwnId() {
    String id;
    do {
      id = "mcpmux-" + ++lastOwn;
    } while (inFlight.containsKey(Frames.id(id)));
    return id;
  }
}
