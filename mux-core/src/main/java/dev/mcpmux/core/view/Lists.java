package dev.mcpmux.core.view;

import dev.mcpmux.core.offer.Offer;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The lists of all servers in one, in the order of the config and without pages. A list that is
 * known is asked for again when its server said that it has changed, or never promised to say so. A
 * server that fails, or takes too long, is left out; when it comes back, the client is told that
 * the list has changed.
 *
 * @see <a
 *     href="https://modelcontextprotocol.io/specification/2025-11-25/server/utilities/pagination">2025-11-25/server/utilities/pagination</a>
 */
final class Lists {
  /** What may be shown to a client that asks for it. */
  private static final Predicate<MemberList> CURRENT =
      list -> list.isCurrent() && list.isAnnounced();

  private final View view;
  private final ListFetches fetches;
  private final ListReplies replies;

  Lists(View view, ListFetches fetches) {
    this.view = view;
    this.fetches = fetches;
    this.replies = new ListReplies(view);
  }

  /** Answers a client's list call. */
  void answer(Front front, FrontRequest request, Offer offer) {
    ListWait wait =
        new ListWait(
            front, EnumSet.of(offer), CURRENT, null, () -> replies.reply(front, request, offer));
    if (front.finds(offer)) {
      wait.members = front.members().values().stream().filter(view::listsToolsOf).toList();
    }
    request.wait = wait;
    start(wait);
  }

  /** Goes on with a request when it is known what these servers list, as for an answer. */
  void whenFound(Front front, FrontRequest request, Collection<Member> asked, Runnable then) {
    ListWait wait = new ListWait(front, EnumSet.of(Offer.TOOLS), CURRENT, null, then);
    wait.members = asked;
    request.wait = wait;
    start(wait);
  }

  /**
   * Goes on with a request when it is known what all servers list, as far as they say in time.
   *
   * @param owner whose it is, if that is known, else null: no other is asked, and it is waited for
   *     even if it is slow
   */
  void whenKnown(
      Front front, FrontRequest request, Set<Offer> offers, Member owner, Runnable then) {
    ListWait wait = new ListWait(front, offers, MemberList::isCurrent, owner, then);
    if (owner != null) {
      wait.members = List.of(owner);
    }
    request.wait = wait;
    start(wait);
  }

  /** Goes on with a call when what this server lists is as new as it takes, or it does not say. */
  void whenNew(FrontRequest request, Member asked, NamedCall call, Runnable then) {
    ListWait wait = new ListWait(asked.front, EnumSet.of(call.offer), call::goesBy, asked, then);
    wait.members = List.of(asked);
    wait.ofProcess = true;
    request.wait = wait;
    start(wait);
  }

  /** As {@link ListFetches#asked}. */
  long asked() {
    return fetches.asked();
  }

  /** A request was taken back: it waits for nothing any more. */
  void drop(FrontRequest request) {
    if (request.wait != null) {
      request.wait.drop();
    }
  }

  private void start(ListWait wait) {
    wait.begin();
    wait.awaits(this); // so that nothing ends it before all were asked
    for (Member member : wait.members) {
      ask(wait, member);
    }
    wait.endsBy(view.schedule(view.limits().aggregateListMillis(), () -> timeOver(wait)));
    wait.arrived(this);
  }

  private void ask(ListWait wait, Member member) {
    if (member.is(Member.State.CONNECTING) && (!member.isSlow() || member == wait.wanted)) {
      member.waits().add(wait);
      wait.awaits(member);
    } else if (member.isReady()) {
      for (Offer offer : wait.offers) {
        if (member.declares(offer.capability)) {
          ask(wait, member.list(offer));
        }
      }
    }
  }

  private void ask(ListWait wait, MemberList list) {
    if (wait.content.test(list) || list.slow) {
      return;
    }
    wait.awaits(list);
    list.await(wait);
    if (!list.isFetching()) {
      fetches.fetch(list);
    }
  }

  /** A member has connected, or it is known that it does not. */
  void connected(Member member) {
    for (ListWait wait : List.copyOf(member.waits())) {
      ask(wait, member);
      wait.arrived(member);
    }
    member.waits().clear();
  }

  /** A member lists nothing any more: nobody waits for it. */
  void left(Member member) {
    for (ListWait wait : List.copyOf(member.front.waits())) {
      wait.arrived(member);
      for (Offer offer : Offer.values()) {
        wait.arrived(member.list(offer));
      }
    }
    member.waits().clear();
    for (Offer offer : Offer.values()) {
      member.list(offer).awaitedNoMore();
    }
  }

  private void timeOver(ListWait wait) {
    for (Object what : wait.leaveAll()) {
      if (what instanceof Member member) {
        member.setSlow(true);
        skipped(member, "initialize", "is not ready");
      } else if (what instanceof MemberList list) {
        list.slow = true;
        skipped(list.member, list.offer.method.wireName(), "has not answered");
      }
    }
    wait.goOn();
  }

  private void skipped(Member member, String what, String why) {
    view.listener.memberSkipped(member.front.number, member.server, what, why);
  }

  /** Nothing that waits for lists goes on. */
  void giveUp(Front front) {
    front.waits().forEach(ListWait::giveUp);
    front.waits().clear();
  }
}
