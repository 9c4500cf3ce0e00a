package dev.mcpmux.core.view;

import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameEdits;
import dev.mcpmux.core.frame.FrameSplicer;
import dev.mcpmux.core.frame.FrameText;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.Method;
import dev.mcpmux.core.frame.ValueType;
import dev.mcpmux.core.inner.Frames;
import dev.mcpmux.core.names.NameTable;
import dev.mcpmux.core.offer.Offer;
import dev.mcpmux.core.words.Messages;
import dev.mcpmux.core.words.Refusal;
import java.util.EnumSet;
import java.util.Set;

/**
 * Gives a client's request to the member that it is for, with that server's own names in it. Where
 * it takes the servers' lists to know which that is, the request waits for them.
 */
final class FrontCalls {
  /** A session that keeps no more is not looked at together with the others. */
  private static final int UNCOUNTED_BYTES = 64 * 1024;

  private final View view;
  private final Fronts fronts;
  private final Lists lists;
  private final Greetings greetings;
  private final FrontSubscriptions subscriptions;

  FrontCalls(
      View view,
      Fronts fronts,
      Lists lists,
      Greetings greetings,
      FrontSubscriptions subscriptions) {
    this.view = view;
    this.fronts = fronts;
    this.lists = lists;
    this.greetings = greetings;
    this.subscriptions = subscriptions;
  }

  /** What names a tool or a prompt. Returns why it cannot go on; null when it can. */
  Refusal byName(Front front, int stream, FrameView frame, NamedCall call) {
    FrontRequest request = new FrontRequest(stream, frame);
    front.begin(request);
    NameTable.Entry<Member> entry = front.names.table(call.offer).find(call.name(frame));
    if (entry != null && call.goesBy(entry.member().list(call.offer))) {
      sendUnlessHeld(request, entry.member(), frame, entry.own(), call, entry);
      return null;
    }
    call.waits();
    Refusal refusal = keep(front, request, frame);
    if (refusal == null && entry != null) {
      greetings.want(entry.member());
      lists.whenNew(request, entry.member(), call, () -> retryByName(front, request, call));
    } else if (refusal == null) {
      whenKnown(
          front,
          request,
          EnumSet.of(call.offer),
          front.names.owner(call.offer, call.name(frame)),
          () -> retryByName(front, request, call));
    }
    return refusal;
  }

  /** Keeps the frame of a request that may have to wait, as {@link #byName} if there is no room. */
  private Refusal keep(Front front, FrontRequest request, FrameView frame) {
    long bytes = front.keptBytes() + frame.frameBytes();
    long limit = view.limits().maxParkedBytesPerSession();
    if (bytes > limit) {
      front.end(request.id);
      return Refusal.busy("bytes of waiting messages", bytes, limit, null);
    }
    long together = bytes > UNCOUNTED_BYTES ? fronts.keptBytes() + frame.frameBytes() : 0;
    if (together > view.limits().maxParkedBytes()) {
      front.end(request.id);
      return Refusal.busy(
          "bytes of waiting messages of all sessions",
          together,
          view.limits().maxParkedBytes(),
          null);
    }
    request.frame = FrameSplicer.splice(frame, new FrameEdits());
    return null;
  }

  private void retryByName(Front front, FrontRequest request, NamedCall call) {
    if (front.request(request.id) != request) {
      return;
    }
    FrameView frame = Frames.scan(request.frame);
    NameTable.Entry<Member> entry = front.names.table(call.offer).find(call.name(frame));
    if (entry != null && call.waitsAgain(entry.member().list(call.offer))) {
      lists.whenNew(request, entry.member(), call, () -> retryByName(front, request, call));
      return;
    }
    request.frame = null;
    if (entry == null) {
      sendUnlisted(front, request, frame, call);
    } else {
      sendUnlessHeld(request, entry.member(), frame, entry.own(), call, entry);
    }
  }

  /** No list has the name: its server is asked all the same, as far as it may have it. */
  private void sendUnlisted(Front front, FrontRequest request, FrameView frame, NamedCall call) {
    Offer offer = call.offer;
    String name = call.name(frame);
    NameTable.Listed listed = front.names.table(offer).listed(name);
    Member member = front.names.owner(offer, name);
    String own = member == null ? null : front.names.own(offer, name, member);
    boolean denied = own != null && offer == Offer.TOOLS && !member.tools().admits(own);
    if (listed != null && member == null) {
      fronts.fail(front, request, front.names.gone(view.config(), listed.server()));
    } else if (member != null && !member.isReady() && !denied) {
      fronts.fail(front, request, FrontNames.whyNot(request, member));
    } else if (own != null && !denied && front.names.mayHave(offer, name, member)) {
      sendUnlessHeld(request, member, frame, own, call, null);
    } else {
      fronts.fail(front, request, call.unknown(front, request, name));
    }
  }

  private void sendUnlessHeld(
      FrontRequest request,
      Member member,
      FrameView frame,
      String own,
      NamedCall call,
      NameTable.Entry<Member> entry) {
    byte[] held = call.held(request, frame, entry);
    if (held != null) {
      fronts.fail(member.front, request, held);
      return;
    }
    FrameEdits edits = new FrameEdits();
    call.edit(frame, own, edits);
    send(request, member, frame, edits, call.onlyFor(member));
  }

  /** What names a resource. Returns as {@link #byName}. */
  Refusal byUri(Front front, int stream, FrameView frame, Field field) {
    if (!frame.is(field, ValueType.STRING)) {
      return Refusal.invalidParams("uri, a string, is missing");
    }
    FrontRequest request = new FrontRequest(stream, frame);
    front.begin(request);
    Refusal refusal = keep(front, request, frame);
    if (refusal != null) {
      return refusal;
    }
    Member holder = FrontSubscriptions.holder(front, request.uri);
    Member owner = holder == null ? front.names.owner(request.uri) : null;
    if (holder != null) {
      sendByUri(request, holder);
    } else if (isUnsubscribedHere(front, request, owner)) {
      subscriptions.ended(front, request.uri);
      front.end(request.id);
      view.send(front, stream, Messages.result(request.id.token(), "{}"));
    } else if (owner == null && Uris.isOwned(front, request.uri)
        || owner != null && owner.isReady()) {
      firstByUri(front, request);
    } else {
      whenKnown(
          front,
          request,
          EnumSet.of(Offer.RESOURCES, Offer.TEMPLATES),
          owner,
          () -> firstByUri(front, request));
    }
    return null;
  }

  /** As {@link Lists#whenKnown}; a member that is wanted and has failed is tried again. */
  private void whenKnown(
      Front front, FrontRequest request, Set<Offer> offers, Member wanted, Runnable then) {
    if (wanted != null) {
      greetings.want(wanted);
    }
    lists.whenKnown(front, request, offers, wanted, then);
  }

  /** Whether nobody but us holds the client's subscription, which it ends. */
  private static boolean isUnsubscribedHere(Front front, FrontRequest request, Member owner) {
    boolean asks = owner != null && owner.is(Member.State.CONNECTING);
    return request.method == Method.RESOURCES_UNSUBSCRIBE
        && front.subscriptions().containsKey(request.uri)
        && !asks;
  }

  private void firstByUri(Front front, FrontRequest request) {
    if (front.request(request.id) != request) {
      return;
    }
    Member owner = front.names.owner(request.uri);
    String server = Uris.server(front, request.uri);
    if (owner != null && !owner.isReady()) {
      fronts.fail(front, request, FrontNames.whyNot(request, owner));
    } else if (owner == null && server != null) {
      fronts.fail(front, request, front.names.gone(view.config(), server));
    } else {
      request.others.addAll(Uris.candidates(front, request.uri));
      if (!nextByUri(request)) {
        fronts.fail(front, request, Uris.unknown(request.uri));
      }
    }
  }

  /** Asks the next server that may know the URI. Returns whether there is one. */
  boolean nextByUri(FrontRequest request) {
    for (Member next = request.others.poll(); next != null; next = request.others.poll()) {
      if (next.isOpen() && next.front.has(next)) {
        sendByUri(request, next);
        return true;
      }
    }
    return false;
  }

  private void sendByUri(FrontRequest request, Member member) {
    FrameView frame = Frames.scan(request.frame);
    Field field = frame.has(Field.URI) ? Field.URI : Field.REF_URI;
    FrameEdits edits = new FrameEdits();
    String inward = Uris.inward(member, request.uri);
    if (!inward.equals(request.uri)) {
      replace(edits, frame, field, inward);
    }
    if (request.others.isEmpty()) {
      request.frame = null;
    }
    send(request, member, frame, edits, 0);
  }

  /** What names a task. Returns as {@link #byName}. */
  Refusal byTask(Front front, int stream, FrameView frame) {
    String id = frame.is(Field.TASK_ID, ValueType.STRING) ? frame.text(Field.TASK_ID) : null;
    Member member = TaskIds.member(front, id);
    if (member == null || !member.isReady()) {
      return Refusal.unknownTask();
    }
    FrontRequest request = new FrontRequest(stream, frame);
    front.begin(request);
    FrameEdits edits = new FrameEdits();
    replace(edits, frame, Field.TASK_ID, TaskIds.inward(member, id));
    send(request, member, frame, edits, 0);
    return null;
  }

  /**
   * @param upstream which alone may have it; 0 for any
   */
  private void send(
      FrontRequest request, Member member, FrameView frame, FrameEdits edits, int upstream) {
    request.member = member;
    TaskIds.editInward(member, frame, Field.META_RELATED_TASK_ID, edits);
    byte[] message = FrameSplicer.splice(frame, edits);
    if (upstream == 0) {
      view.say(member, request.stream, message);
    } else {
      view.inner.sayOnlyTo(upstream, member, request.stream, message);
    }
  }

  private static void replace(FrameEdits edits, FrameView frame, Field field, String with) {
    edits.replace(frame.start(field), frame.end(field), Frames.utf8(FrameText.quoted(with)));
  }
}
