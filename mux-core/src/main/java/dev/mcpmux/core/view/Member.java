package dev.mcpmux.core.view;

import dev.mcpmux.core.config.ServerConfig;
import dev.mcpmux.core.config.ToolFilter;
import dev.mcpmux.core.inner.InnerSession;
import dev.mcpmux.core.names.NamedMember;
import dev.mcpmux.core.offer.Offer;
import dev.mcpmux.core.port.SessionHello;
import dev.mcpmux.core.port.Target;
import dev.mcpmux.core.time.Timers.Timer;
import dev.mcpmux.core.words.Handshake;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** One server of a front: an ordinary session of the core, which no driver knows. */
final class Member implements InnerSession, NamedMember {
  /** What is searched of a server's instructions. */
  private static final int MAX_ABOUT_CHARS = 4_000;

  /** How far it has come. */
  enum State {
    /** The front has not sent {@code initialize}. */
    NEW,
    /** Its {@code initialize} is not answered. */
    CONNECTING,
    /** It is initialized. */
    READY,
    /** It answered with an error; it is tried again. */
    FAILED,
    /** Its session is over, or was never opened. */
    GONE
  }

  final Front front;

  /** Negative, never reused. */
  final int session;

  /** Its name in the config. */
  final String server;

  /** What stands for it in names. */
  final String key;

  /** Key and separator. */
  final String prefix;

  private ToolFilter tools;
  private State state = State.NEW;

  /** Whether nobody waits for it to connect: it took too long, or failed the last time. */
  private boolean slow;

  /** Why it has no session; null when it has, or had. */
  private String refused;

  /** Whether it was said that the session goes on without it. */
  private boolean missed;

  /** The error that it answered {@code initialize} with; null when it has not, or is ready. */
  private byte[] failure;

  /** What it has subscribed to, or asked to, of what its client has, as the client wrote it. */
  private final Set<String> subscribed = new HashSet<>();

  private int subscribeFailures;

  /** Pending until it asks again for what it could not subscribe to. */
  private Timer subscribeRetry;

  /** Its answer to {@code initialize}; null before it is ready. */
  private Handshake handshake;

  /** The start of its instructions; null while nobody has asked for it. */
  private String about;

  /** Who waits for it to connect. */
  private final Set<ListWait> waits = new LinkedHashSet<>();

  private final Map<Offer, MemberList> lists = new EnumMap<>(Offer.class);

  Member(Front front, int session, ServerConfig server) {
    this.front = front;
    this.session = session;
    this.server = server.name();
    this.key = front.names.key(server.name());
    this.prefix = front.names.prefix(key);
    this.tools = server.tools();
    for (Offer offer : Offer.values()) {
      lists.put(offer, new MemberList(this, offer));
    }
  }

  MemberList list(Offer offer) {
    return lists.get(offer);
  }

  /** What the client knows its tool by. */
  String nameOf(String tool) {
    return front.names.nameOf(this, tool);
  }

  ToolFilter tools() {
    return tools;
  }

  void limitTo(ToolFilter filter) {
    tools = filter;
  }

  boolean is(State some) {
    return state == some;
  }

  boolean isReady() {
    return state == State.READY;
  }

  /** It is sent {@code initialize}; when it is slow, nobody waits for its answer. */
  void connect(boolean isSlow) {
    state = State.CONNECTING;
    slow = isSlow;
  }

  void ready(Handshake answer) {
    handshake = answer;
    about = null;
    state = State.READY;
    missed = false;
    failure = null;
  }

  /** It has answered {@code initialize} with this error; null for none, as it has gone. */
  void fail(byte[] error) {
    state = State.FAILED;
    missed = true;
    failure = error;
  }

  /** It has no session, for this reason. */
  void refuse(String why) {
    state = State.GONE;
    refused = why;
  }

  void go() {
    state = State.GONE;
    if (subscribeRetry != null) {
      subscribeRetry.cancel();
    }
  }

  void renew(Handshake now) {
    handshake = now;
    about = null;
  }

  boolean isSlow() {
    return slow;
  }

  void setSlow(boolean slow) {
    this.slow = slow;
  }

  boolean wasMissed() {
    return missed;
  }

  String refused() {
    return refused;
  }

  byte[] failure() {
    return failure;
  }

  Handshake handshake() {
    return handshake;
  }

  /** The start of what it says of itself, for those who search it; empty for nothing. */
  String about() {
    if (about == null) {
      String all = isReady() ? handshake.instructions() : "";
      about = all.length() <= MAX_ABOUT_CHARS ? all : all.substring(0, MAX_ABOUT_CHARS);
    }
    return about;
  }

  Set<ListWait> waits() {
    return waits;
  }

  Set<String> subscribed() {
    return subscribed;
  }

  int subscribeFailures() {
    return subscribeFailures;
  }

  void subscribedAgain() {
    subscribeFailures = 0;
  }

  boolean isSubscribingLater() {
    return subscribeRetry != null && subscribeRetry.isPending();
  }

  void subscribeLater(Timer retry) {
    subscribeFailures++;
    subscribeRetry = retry;
  }

  boolean declares(String capability) {
    return isReady() && handshake.declares(capability);
  }

  @Override
  public int number() {
    return session;
  }

  @Override
  public int client() {
    return front.number;
  }

  @Override
  public String server() {
    return server;
  }

  @Override
  public String key() {
    return key;
  }

  @Override
  public SessionHello hello() {
    return front.hello.to(new Target.Named(server));
  }

  @Override
  public boolean isOpen() {
    return state != State.GONE;
  }
}
