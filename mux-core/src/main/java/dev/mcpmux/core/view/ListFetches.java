package dev.mcpmux.core.view;

import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameKind;
import dev.mcpmux.core.frame.FrameText;
import dev.mcpmux.core.frame.ValueType;
import dev.mcpmux.core.inner.InnerFrame;
import dev.mcpmux.core.offer.Item;
import dev.mcpmux.core.offer.Offer;
import dev.mcpmux.core.offer.PageShelf;
import dev.mcpmux.core.words.ListKind;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Asks members for their lists, page by page, when somebody waits for one or is to be told that it
 * has changed. What a server is known to list is kept in memory.
 */
final class ListFetches {
  private static final long RECHECK_MILLIS = 1_000;

  /** Nothing is kept that answers a call with params. */
  private static final String OF_PROCESS = "{\"_meta\":{}}";

  private final View view;
  private final Changes changes;
  private final PageShelf shelf;
  private long asked;

  ListFetches(View view, Changes changes) {
    this.view = view;
    this.changes = changes;
    this.shelf = new PageShelf(() -> view.limits().maxListBytesTogether());
  }

  /** Keeps nothing of servers that are configured no more. */
  void retain(Set<String> servers) {
    shelf.retain(servers);
  }

  /** The number of the last call for any list: one that is made after this has a greater one. */
  long asked() {
    return asked;
  }

  /** Asks for a list that is not being asked for. Who waits for it is told when it has come. */
  void fetch(MemberList list) {
    int upstream = view.inner.processOf(list.member);
    list.ask(++asked, upstream);
    boolean ofProcess = upstream == 0 && list.isAwaitedOfProcess();
    fetchPage(list, ofProcess ? OF_PROCESS : "");
  }

  private void fetchPage(MemberList list, String params) {
    list.fetch.pages++;
    view.ask(list.member, list.offer.method.wireName(), params, reply -> onPage(list, reply));
  }

  private void onPage(MemberList list, InnerFrame reply) {
    if (!list.member.front.has(list.member)) {
      list.fetch = null; // nobody waits for it, and its names are free for who comes in its place
      return;
    }
    if (reply == null
        || reply.view().kind() != FrameKind.RESPONSE
        || !reply.view().is(Field.RESULT, ValueType.OBJECT)) {
      if (isUnknownMethod(reply)) {
        known(list, List.of());
      } else {
        list.dirty = true;
        view.listener.memberSkipped(
            list.member.front.number, list.member.server, list.offer.method.wireName(), "failed");
      }
      finished(list);
      return;
    }
    MemberList.Fetch fetch = list.fetch;
    byte[] result = reply.view().raw(Field.RESULT);
    fetch.bytes += result.length;
    long limit = view.maxListBytes();
    if (fetch.bytes > limit) {
      putTogether(list, "bytes: " + fetch.bytes + " (limit: " + limit + ")");
      return;
    }
    List<Item> items = shelf.items(list.member.server, list.offer, fetch.pages, result);
    if (items == null) {
      putTogether(list, shelf.full(result.length));
      return;
    }
    fetch.collected.addAll(items);
    boolean more = reply.view().is(Field.NEXT_CURSOR, ValueType.STRING);
    if (more) {
      if (fetch.pages < view.limits().maxListPages()) {
        String cursor = FrameText.quoted(reply.view().text(Field.NEXT_CURSOR));
        fetchPage(list, "{\"cursor\":" + cursor + "}");
        return;
      }
    }
    putTogether(list, more ? morePages(fetch.pages, view.limits().maxListPages()) : null);
  }

  /** Whether a server does not have such a list, though it may have declared it. */
  static boolean isUnknownMethod(InnerFrame reply) {
    return reply != null && "-32601".equals(reply.view().text(Field.ERROR_CODE));
  }

  static String morePages(int pages, int limit) {
    return "pages: more than " + pages + " (limit: " + limit + ")";
  }

  /**
   * No page follows that is asked for.
   *
   * @param cut why some are not; null when there is none
   */
  private void putTogether(MemberList list, String cut) {
    known(list, distinct(list.fetch.collected));
    long nameless = list.names.stream().filter(name -> name == null).count();
    boolean taken = cut == null && nameless > 0;
    view.inner.putTogether(
        list.member,
        list.offer.method,
        taken ? "names that something else in this session has: " + nameless : cut);
    finished(list);
  }

  /** What comes twice, on one page or on two, is listed once, where it comes first. */
  private static List<Item> distinct(List<Item> items) {
    Set<String> ids = new HashSet<>();
    return items.stream().filter(item -> ids.add(item.id())).toList();
  }

  private void known(MemberList list, List<Item> items) {
    Front front = list.member.front;
    List<Item> shown =
        list.offer == Offer.TOOLS && !list.member.tools().isNone()
            ? items.stream().filter(item -> list.member.tools().admits(item.id())).toList()
            : items;
    boolean finds = list.isFound();
    boolean news =
        finds
            ? !Item.same(listed(list, list.items), listed(list, shown))
            : !list.known || !Item.same(list.items, shown);
    boolean unheard = finds || !list.isAwaited();
    list.tell(view.inner.processOf(list.member));
    list.items = shown;
    if (!list.offer.hasUri()) {
      list.names = front.names.table(list.offer).replace(list.member, shown);
    }
    if (news && unheard && front.hasListed(list.offer)) {
      changes.owe(front, list.offer.kind);
    }
  }

  private List<Item> listed(MemberList list, List<Item> items) {
    return items.stream().filter(item -> view.isListed(list.member, item.id())).toList();
  }

  private void finished(MemberList list) {
    list.fetched().forEach(wait -> wait.arrived(list));
    if (list.isAwaited() && !list.isFetching()) {
      fetch(list);
    }
  }

  /**
   * A process of this server has come up: what it lists may be something else. Where it announces
   * changes itself, the member hears of it, though not at once.
   */
  void onServerReady(String server) {
    for (Member member : view.members()) {
      if (member.isReady() && member.server.equals(server)) {
        for (Offer offer : Offer.values()) {
          processChanged(member.list(offer));
        }
      }
    }
  }

  private void processChanged(MemberList list) {
    Front front = list.member.front;
    list.goesTo(view.inner.processOf(list.member));
    if (list.isAnnounced() || !list.member.declares(list.offer.capability)) {
      return;
    }
    boolean told = list.offer != Offer.TOOLS || view.listsToolsOf(list.member);
    if (told && front.hasListed(list.offer) && !list.isFetching()) {
      fetch(list);
    } else if (list.isFound()) {
      list.dirty = true; // nobody is told, but who calls or searches has to have the new one
    }
  }

  /** A server has said that a list has changed. */
  void onChanged(Member member, ListKind kind) {
    for (Offer offer : Offer.values()) {
      if (offer.kind == kind) {
        member.list(offer).dirty = true;
      }
    }
    if (kind != ListKind.TOOLS || !member.front.finds()) {
      changes.owe(member.front, kind);
    } else if (view.listsToolsOf(member)) {
      recheckLater(member.list(Offer.TOOLS));
    }
  }

  /** Some servers announce a change whenever they are asked for the list: not at once, then. */
  private void recheckLater(MemberList list) {
    if (list.recheck == null || !list.recheck.isPending()) {
      list.recheck = view.schedule(RECHECK_MILLIS, () -> recheck(list));
    }
  }

  /** The client is told of a change only when it concerns what it has listed. */
  private void recheck(MemberList list) {
    if (list.isFetching()) {
      recheckLater(list);
    } else if (list.dirty && list.member.isReady() && list.member.front.hasListed(list.offer)) {
      fetch(list);
    }
  }
}
