package dev.mcpmux.core.view;

import dev.mcpmux.core.config.Limits;
import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.inner.Frames;
import dev.mcpmux.core.inner.InnerSessions;
import dev.mcpmux.core.port.MuxListener;
import dev.mcpmux.core.port.SessionActions;
import dev.mcpmux.core.time.Timers;
import dev.mcpmux.core.time.Timers.Timer;
import dev.mcpmux.core.words.Naming;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What all parts of the view work with: the driver, the members, the config and the time. */
final class View {
  final SessionActions driver;
  final MuxListener listener;
  final InnerSessions<Member> inner;
  private final Timers timers = new Timers();
  private MuxConfig config;
  private long now;
  private long questionsAfter;

  View(
      MuxConfig config,
      SessionActions driver,
      MuxListener listener,
      InnerSessions.Owner<Member> members) {
    this.config = config;
    this.driver = driver;
    this.listener = listener;
    this.inner = new InnerSessions<>(driver, listener, members);
  }

  void at(long time) {
    now = time;
  }

  void runDue() {
    timers.runDue(now, () -> {});
  }

  long nextDeadline() {
    return timers.next();
  }

  Timer schedule(long millis, Runnable action) {
    return timers.schedule(now + TimeUnit.MILLISECONDS.toNanos(millis), action);
  }

  void cancel(Timer timer) {
    timers.cancel(timer);
  }

  void reconfigure(MuxConfig changed) {
    config = changed;
  }

  MuxConfig config() {
    return config;
  }

  Limits limits() {
    return config.limits();
  }

  /** How long a list of all servers may be. */
  int maxListBytes() {
    return Math.min(limits().maxListBytes(), limits().maxFrameBytes());
  }

  /** For fronts that open from now on: names stay as they are for a session's life. */
  Naming naming() {
    return new Naming(config.aggregate().separator());
  }

  /** Whether the client has this tool listed, and does not have to find it. */
  boolean isListed(Member member, String tool) {
    return !member.front.finds() || config.aggregate().isPinned(member.server, tool);
  }

  /** Whether the client may have any tool of this server listed. */
  boolean listsToolsOf(Member member) {
    return !member.front.finds() || config.aggregate().pinsOf(member.server);
  }

  /** Those of all fronts, without those that are on their way out. */
  List<Member> members() {
    return inner.all().stream().filter(member -> member.front.has(member)).toList();
  }

  /** What it takes to resume a front has changed. */
  void tellState(Front front) {
    if (front.isOpen()) {
      driver.sessionState(front.number, FrontStates.of(front));
    }
  }

  /** The first question to a front that opens from now on has the next id. */
  void questionsAfter(long id) {
    questionsAfter = id;
  }

  long questionsAfter() {
    return questionsAfter;
  }

  void send(Front front, int stream, byte[] frame) {
    driver.send(front.number, stream, frame);
  }

  /** Answers a request of the client's, unless it was answered or taken back before. */
  void answer(Front front, FrontRequest request, byte[] frame) {
    if (front.end(request)) {
      send(front, request.stream, frame);
    }
  }

  /** Gives the core a frame of a member. */
  void say(Member member, int stream, byte[] frame) {
    inner.say(member, stream, frame);
  }

  /** Asks a member something of our own, unless it is on its way out: then there is no answer. */
  void ask(Member member, String method, String params, Front.Answer answer) {
    if (!member.isOpen() || !member.front.has(member)) {
      answer.onReply(null);
      return;
    }
    String id = member.front.nextOwnId();
    expect(member, id, answer);
    say(member, SessionActions.MAIN_STREAM, Frames.request(id, method, params));
  }

  /** A member is about to be asked something under an id of our own. */
  void expect(Member member, String id, Front.Answer answer) {
    member.front.expect(Frames.id(id), new Front.Own(member, answer));
  }
}
