package dev.mcpmux.core.view;

import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameEdits;
import dev.mcpmux.core.frame.FrameKind;
import dev.mcpmux.core.frame.FrameSplicer;
import dev.mcpmux.core.frame.FrameText;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.ValueType;
import dev.mcpmux.core.inner.Frames;
import dev.mcpmux.core.inner.InnerFrame;
import dev.mcpmux.core.message.Revision;
import dev.mcpmux.core.offer.Offer;
import dev.mcpmux.core.port.MuxActions;
import dev.mcpmux.core.time.Timers.Timer;
import dev.mcpmux.core.words.ClientInfo;
import dev.mcpmux.core.words.Handshake;
import dev.mcpmux.core.words.Messages;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Initializes members, each as the client would, and answers the client when they are ready or it
 * has waited long enough. A server that fails is tried again for as long as sessions want it.
 *
 * @see <a
 *     href="https://modelcontextprotocol.io/specification/2025-11-25/basic/lifecycle#initialization">2025-11-25/basic/lifecycle#initialization</a>
 */
final class Greetings {
  private static final long FIRST_RETRY_MILLIS = 1_000;
  private static final long LONGEST_RETRY_MILLIS = 300_000;

  /** When a server that failed is tried again. */
  private static final class Retry {
    int failures;
    Timer timer;
  }

  private final View view;
  private final Changes changes;
  private final Lists lists;
  private final FrontSubscriptions subscriptions;
  private final Map<String, Retry> retries = new HashMap<>();

  Greetings(View view, Changes changes, Lists lists, FrontSubscriptions subscriptions) {
    this.view = view;
    this.changes = changes;
    this.lists = lists;
    this.subscriptions = subscriptions;
  }

  /** The client's {@code initialize}, which has all it needs. */
  void onInitialize(Front front, int stream, FrameView frame) {
    front.greet(FrameSplicer.splice(frame, new FrameEdits()), new FrontRequest(stream, frame));
    if (frame.is(Field.CLIENT_INFO, ValueType.OBJECT)) {
      byte[] info = frame.raw(Field.CLIENT_INFO);
      front.name(ClientInfo.label(info), ClientInfo.name(info));
    }
    view.listener.sessionNamed(
        front.number,
        front.clientName(),
        front.hello.projectRoot(),
        front.hello.clientSessionId().orElse(""));
    for (Member member : front.members().values()) {
      if (member.is(Member.State.NEW)) {
        connect(member);
      }
    }
    long millis = view.limits().aggregateInitializeMillis();
    front.greetWithin(view.schedule(millis, () -> answer(front)));
    answerIfComplete(front);
  }

  void connect(Member member) {
    member.connect(retries.containsKey(member.server));
    FrameView frame = Frames.scan(member.front.initialize());
    String id = member.front.nextOwnId();
    FrameEdits edits = new FrameEdits();
    edits.replace(frame.start(Field.ID), frame.end(Field.ID), Frames.utf8(FrameText.quoted(id)));
    view.expect(member, id, reply -> onAnswer(member, reply));
    view.say(member, MuxActions.MAIN_STREAM, FrameSplicer.splice(frame, edits));
    if (!member.front.isHeard()) {
      view.inner.unheard(member, member.front.isResumed());
    }
  }

  /** Somebody needs a member: one that has failed is tried again at once. */
  void want(Member member) {
    if (member.is(Member.State.FAILED)) {
      connect(member);
    }
  }

  private void onAnswer(Member member, InnerFrame reply) {
    Front front = member.front;
    if (!member.is(Member.State.CONNECTING)) {
      return;
    }
    if (reply != null
        && reply.view().kind() == FrameKind.RESPONSE
        && reply.view().is(Field.RESULT, ValueType.OBJECT)) {
      member.ready(Handshake.of(reply.view().raw(Field.RESULT)));
      retries.remove(member.server);
      if (front.isInitialized()) {
        begin(member);
      }
      if (front.isOpen()) {
        tellOfLists(member);
      }
    } else {
      if (!member.wasMissed()) {
        String why = reply == null ? "has gone" : reply.view().text(Field.ERROR);
        view.listener.memberSkipped(front.number, member.server, "initialize", why);
      }
      boolean said = reply != null && reply.view().has(Field.ERROR);
      member.fail(said ? reply.view().raw(Field.ERROR) : null);
      retry(member.server);
    }
    member.setSlow(false);
    answerIfComplete(front);
    lists.connected(member);
  }

  /** The client is ready for what servers send by themselves. Returns whether it was not before. */
  boolean onInitialized(Front front) {
    if (front.initialize() == null || front.isInitialized()) {
      return false;
    }
    front.setInitialized();
    for (Member member : List.copyOf(front.members().values())) {
      if (member.isReady()) {
        begin(member);
      }
    }
    changes.sendOwed(front);
    return true;
  }

  /** The client, and so the member, is initialized. */
  private void begin(Member member) {
    view.say(member, MuxActions.MAIN_STREAM, Messages.INITIALIZED);
    if (member.front.level() != null) {
      setLevel(member);
    }
    subscriptions.restore(member);
  }

  void setLevel(Member member) {
    if (member.declares("logging")) {
      String level = new String(member.front.level(), StandardCharsets.UTF_8);
      view.ask(member, "logging/setLevel", "{\"level\":" + level + "}", reply -> {});
    }
  }

  /** A list that was answered without this member would be longer now. */
  private void tellOfLists(Member member) {
    for (Offer offer : Offer.values()) {
      if (member.front.hasListed(offer) && member.declares(offer.capability)) {
        changes.owe(member, offer.kind);
      }
    }
  }

  /** Answers a client that waits for nothing more. */
  void answerIfComplete(Front front) {
    if (front.greeting() != null && !front.isConnecting()) {
      answer(front);
    }
  }

  /** Answers the client with what is ready. */
  void answer(Front front) {
    FrameView frame = Frames.scan(front.initialize());
    FrontRequest greeting = front.greeted(Revision.answerTo(frame.text(Field.PROTOCOL_VERSION)));
    byte[] result = Welcome.of(front);
    for (Member member : front.members().values()) {
      if (member.is(Member.State.CONNECTING)) {
        view.inner.unheard(member, false); // it comes too late to be in the answer
      }
    }
    view.tellState(front);
    view.send(front, greeting.stream, Messages.result(greeting.id.token(), result));
  }

  private void retry(String server) {
    Retry retry = retries.computeIfAbsent(server, name -> new Retry());
    if (retry.timer == null || !retry.timer.isPending()) {
      long millis =
          Math.min(LONGEST_RETRY_MILLIS, FIRST_RETRY_MILLIS << Math.min(retry.failures, 10));
      retry.failures++;
      retry.timer = view.schedule(millis, () -> reconnect(server));
    }
  }

  /** The server has come up for somebody. */
  void onServerReady(String server) {
    for (Member member : view.members()) {
      if (member.isReady() && member.server.equals(server)) {
        renew(member);
      }
    }
    Retry retry = retries.remove(server);
    if (retry != null) {
      view.cancel(retry.timer);
      reconnect(server);
    }
  }

  /** A process may declare what the one before, or the catalog, did not: the client hears of it. */
  private void renew(Member member) {
    Handshake now = view.inner.renewHandshake(member);
    if (now == null) {
      return;
    }
    Handshake before = member.handshake();
    member.renew(now);
    for (Offer offer : Offer.values()) {
      boolean listed = member.front.hasListed(offer);
      boolean same =
          before.declares(offer.capability) == now.declares(offer.capability)
              && before.listChanged().contains(offer.kind)
                  == now.listChanged().contains(offer.kind);
      if (!same && (listed || member.front.finds())) {
        member.list(offer).forget();
      }
      if (!same && listed) {
        changes.owe(member, offer.kind);
      }
    }
  }

  private void reconnect(String server) {
    boolean any = false;
    for (Member member : view.members()) {
      if (member.is(Member.State.FAILED) && member.server.equals(server)) {
        connect(member);
        any = true;
      }
    }
    if (!any) {
      retries.remove(server);
    }
  }
}
