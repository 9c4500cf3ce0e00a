package dev.mcpmux.core.view;

import dev.mcpmux.core.find.FindTools;
import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameKind;
import dev.mcpmux.core.frame.FrameText;
import dev.mcpmux.core.frame.ValueType;
import dev.mcpmux.core.inner.Frames;
import dev.mcpmux.core.inner.InnerFrame;
import dev.mcpmux.core.offer.Item;
import dev.mcpmux.core.offer.Offer;
import dev.mcpmux.core.offer.PageShelf;
import dev.mcpmux.core.words.ListKind;
import dev.mcpmux.core.words.Messages;
import dev.mcpmux.core.words.Refusal;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The lists of all servers in one, in the order of the config and without pages. What a server is
 * known to list is kept in memory, and asked for again when it said that it has changed, or never
 * promised to say so. A server that fails, or takes too long, is left out; when it comes back, the
 * client is told that the list has changed.
 *
 * @see <a
 *     href="https://modelcontextprotocol.io/specification/2025-11-25/server/utilities/pagination">2025-11-25/server/utilities/pagination</a>
 */
final class Lists {
  private static final long RECHECK_MILLIS = 1_000;

  private final View view;
  private final Changes changes;

  private final PageShelf shelf;

  Lists(View view, Changes changes) {
    this.view = view;
    this.changes = changes;
    this.shelf = new PageShelf(() -> view.limits().maxListBytesTogether());
  }

  /** Keeps nothing of servers that are configured no more. */
  void retain(Set<String> servers) {
    shelf.retain(servers);
  }

  /** Answers a client's list call. */
  void answer(Front front, FrontRequest request, Offer offer) {
    ListWait wait =
        new ListWait(front, EnumSet.of(offer), false, null, () -> reply(front, request, offer));
    if (isFound(front, offer)) {
      wait.members = front.members().values().stream().filter(view::listsToolsOf).toList();
    }
    request.wait = wait;
    start(wait);
  }

  /** Goes on with a request when it is known what these servers list, as for an answer. */
  void whenFound(Front front, FrontRequest request, Collection<Member> asked, Runnable then) {
    ListWait wait = new ListWait(front, EnumSet.of(Offer.TOOLS), false, null, then);
    wait.members = asked;
    request.wait = wait;
    start(wait);
  }

  /**
   * Goes on with a request when it is known what all servers list, as far as they say in time.
   *
   * @param wanted whose it is, if that is known, else null: it is waited for even if it is slow
   */
  void whenKnown(
      Front front, FrontRequest request, Set<Offer> offers, Member wanted, Runnable then) {
    request.wait = new ListWait(front, offers, true, wanted, then);
    start(request.wait);
  }

  /** Goes on with a request when what this server lists is as new as can be. */
  void whenNew(Front front, FrontRequest request, Member asked, Runnable then) {
    request.wait = new ListWait(front, EnumSet.of(Offer.TOOLS), true, asked, then);
    request.wait.members = List.of(asked);
    start(request.wait);
  }

  /** A request was taken back: it waits for nothing any more. */
  void drop(FrontRequest request) {
    ListWait wait = request.wait;
    if (wait != null && wait.front.waits().remove(wait)) {
      view.cancel(wait.timeout);
      wait.open.forEach(what -> leave(wait, what));
    }
  }

  private static void leave(ListWait wait, Object what) {
    if (what instanceof Member member) {
      member.waits().remove(wait);
    } else if (what instanceof MemberList list) {
      list.waits.remove(wait);
      list.nextWaits.remove(wait);
    }
  }

  private void start(ListWait wait) {
    wait.front.waits().add(wait);
    wait.open.add(this); // so that nothing ends it before all were asked
    for (Member member : wait.members) {
      ask(wait, member);
    }
    long millis = view.limits().aggregateListMillis();
    wait.timeout = view.schedule(millis, () -> timeOver(wait));
    arrived(wait, this);
  }

  private void ask(ListWait wait, Member member) {
    if (member.is(Member.State.CONNECTING) && (!member.isSlow() || member == wait.wanted)) {
      member.waits().add(wait);
      wait.open.add(member);
    } else if (member.isReady()) {
      for (Offer offer : wait.offers) {
        if (member.declares(offer.capability)) {
          ask(wait, member.list(offer));
        }
      }
    }
  }

  private void ask(ListWait wait, MemberList list) {
    boolean holds = list.known && !list.isOld() && (list.isAnnounced() || wait.contentWithKnown);
    if (holds || list.slow) {
      return;
    }
    wait.open.add(list);
    if (list.fetching && list.dirty) {
      list.nextWaits.add(wait);
    } else {
      list.waits.add(wait);
      if (!list.fetching) {
        fetch(list);
      }
    }
  }

  private void fetch(MemberList list) {
    list.fetching = true;
    list.dirty = false;
    list.pages = 0;
    list.collected = new ArrayList<>();
    list.collectedBytes = 0;
    fetchPage(list, "");
  }

  private void fetchPage(MemberList list, String params) {
    list.pages++;
    view.ask(list.member, list.offer.method.wireName(), params, reply -> onPage(list, reply));
  }

  private void onPage(MemberList list, InnerFrame reply) {
    if (reply == null
        || reply.view().kind() != FrameKind.RESPONSE
        || !reply.view().is(Field.RESULT, ValueType.OBJECT)) {
      if (isUnknownMethod(reply)) {
        known(list, List.of());
      } else {
        list.dirty = true;
        skipped(list.member, list.offer, "failed");
      }
      finished(list);
      return;
    }
    byte[] result = reply.view().raw(Field.RESULT);
    list.collectedBytes += result.length;
    long limit = maxBytes();
    if (list.collectedBytes > limit) {
      putTogether(list, "bytes: " + list.collectedBytes + " (limit: " + limit + ")");
      return;
    }
    List<Item> items = shelf.items(list.member.server, list.offer, list.pages, result);
    if (items == null) {
      putTogether(list, shelf.full(result.length));
      return;
    }
    list.collected.addAll(items);
    boolean more = reply.view().is(Field.NEXT_CURSOR, ValueType.STRING);
    if (more) {
      if (list.pages < view.limits().maxListPages()) {
        String cursor = FrameText.quoted(reply.view().text(Field.NEXT_CURSOR));
        fetchPage(list, "{\"cursor\":" + cursor + "}");
        return;
      }
    }
    putTogether(list, more ? morePages(list.pages, view.limits().maxListPages()) : null);
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
    known(list, distinct(list.collected));
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

  private int maxBytes() {
    return Math.min(view.limits().maxListBytes(), view.limits().maxFrameBytes());
  }

  private void known(MemberList list, List<Item> items) {
    Front front = list.member.front;
    if (front.isLeaving(list.member)) {
      return; // it lists nothing any more, and its names are free for who comes in its place
    }
    List<Item> shown =
        list.offer == Offer.TOOLS && !list.member.tools().isNone()
            ? items.stream().filter(item -> list.member.tools().admits(item.id())).toList()
            : items;
    boolean finds = isFound(front, list.offer);
    boolean news =
        finds
            ? !Item.same(listed(list, list.items), listed(list, shown))
            : !list.known || !Item.same(list.items, shown);
    boolean unheard = finds || list.waits.isEmpty() && list.nextWaits.isEmpty();
    list.known = true;
    list.items = shown;
    if (!list.offer.hasUri()) {
      list.names = front.names.table(list.offer).replace(list.member, shown);
    }
    if (news && unheard && front.hasListed(list.offer)) {
      changes.owe(front, list.offer.kind);
    }
  }

  /** Whether the client finds what others have listed. */
  private static boolean isFound(Front front, Offer offer) {
    return front.finds() && offer == Offer.TOOLS;
  }

  private List<Item> listed(MemberList list, List<Item> items) {
    return items.stream().filter(item -> view.isListed(list.member, item.id())).toList();
  }

  private void finished(MemberList list) {
    list.fetching = false;
    list.slow = false;
    list.collected = List.of();
    Set<ListWait> waits = list.waits;
    list.waits = list.nextWaits;
    list.nextWaits = new LinkedHashSet<>();
    for (ListWait wait : waits) {
      arrived(wait, list);
    }
    if (!list.waits.isEmpty()) {
      fetch(list);
    }
  }

  /** A member has connected, or it is known that it does not. */
  void connected(Member member) {
    for (ListWait wait : List.copyOf(member.waits())) {
      ask(wait, member);
      arrived(wait, member);
    }
    member.waits().clear();
  }

  /** A member lists nothing any more: nobody waits for it. */
  void left(Member member) {
    for (ListWait wait : List.copyOf(member.front.waits())) {
      arrived(wait, member);
      for (Offer offer : Offer.values()) {
        arrived(wait, member.list(offer));
      }
    }
    member.waits().clear();
  }

  /**
   * A process of this server has come up: what it lists may be something else. Where it announces
   * changes itself, the member hears of it.
   */
  void onServerReady(String server) {
    for (Member member : List.copyOf(view.members())) {
      if (member.isReady() && member.server.equals(server)) {
        for (Offer offer : Offer.values()) {
          processChanged(member.list(offer));
        }
      }
    }
  }

  private void processChanged(MemberList list) {
    Front front = list.member.front;
    if (list.isAnnounced() || !list.member.declares(list.offer.capability)) {
      return;
    }
    boolean told = list.offer != Offer.TOOLS || view.listsToolsOf(list.member);
    if (told && front.hasListed(list.offer) && !list.fetching) {
      fetch(list);
    } else if (isFound(front, list.offer)) {
      list.dirty = true; // nobody is told, but who calls or searches has to have the new one
    }
  }

  private void arrived(ListWait wait, Object what) {
    wait.open.remove(what);
    if (wait.open.isEmpty()) {
      done(wait);
    }
  }

  private void timeOver(ListWait wait) {
    for (Object what : wait.open) {
      leave(wait, what);
      if (what instanceof Member member) {
        member.setSlow(true);
        skipped(member, null, "is not ready");
      } else if (what instanceof MemberList list) {
        list.slow = true;
        skipped(list.member, list.offer, "has not answered");
      }
    }
    done(wait);
  }

  private void done(ListWait wait) {
    if (wait.front.waits().remove(wait)) {
      view.cancel(wait.timeout);
      wait.then.run();
    }
  }

  /** Nothing that waits for lists goes on. */
  void giveUp(Front front) {
    for (ListWait wait : front.waits()) {
      view.cancel(wait.timeout);
    }
    front.waits().clear();
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
    if (list.fetching) {
      recheckLater(list);
    } else if (list.dirty && list.member.isReady() && list.member.front.hasListed(list.offer)) {
      fetch(list);
    }
  }

  private void skipped(Member member, Offer offer, String why) {
    String what = offer == null ? "initialize" : offer.method.wireName();
    view.listener.memberSkipped(member.front.number, member.server, what, why);
  }

  private void reply(Front front, FrontRequest request, Offer offer) {
    if (!front.end(request)) {
      return;
    }
    if (front.lists(offer)) {
      view.tellState(front);
    }
    int limit = maxBytes();
    long bytes = isFound(front, offer) ? 0 : bytes(front, offer);
    ByteArrayOutputStream out =
        new ByteArrayOutputStream((int) Math.max(64, Math.min(bytes, limit)));
    out.writeBytes(Frames.utf8("{\"" + offer.member + "\":["));
    int empty = out.size();
    if (isFound(front, offer)) {
      out.writeBytes(FindTools.definitions());
    }
    for (Member member : front.members().values()) {
      // so much is an error already
      if (member.isOpen() && out.size() <= limit) {
        write(out, empty, front, member.list(offer));
      }
    }
    out.writeBytes(Frames.utf8("]}"));
    send(front, request, out.toByteArray());
  }

  /** About how long a list of all is. */
  private static long bytes(Front front, Offer offer) {
    return front.members().values().stream()
        .flatMap(member -> member.list(offer).items.stream())
        .mapToLong(Item::bytes)
        .sum();
  }

  /** Answers with a list, or with an error where it is longer than any frame may be. */
  void send(Front front, FrontRequest request, byte[] result) {
    byte[] frame = Messages.result(request.id.token(), result);
    int limit = maxBytes();
    if (frame.length > limit) {
      frame =
          Messages.error(request.id, Refusal.busy("bytes of the list", frame.length, limit, null));
    }
    view.send(front, request.stream, frame);
  }

  private boolean shows(MemberList list, Item item, String as) {
    return !isFound(list.member.front, list.offer)
        || view.isListed(list.member, item.id()) && !FindTools.isName(as);
  }

  private void write(ByteArrayOutputStream out, int empty, Front front, MemberList list) {
    Member member = list.member;
    for (int i = 0; i < list.items.size(); i++) {
      Item item = list.items.get(i);
      String as = list.offer.hasUri() ? front.names.uris.see(member, item.id()) : list.names.get(i);
      if (as != null && shows(list, item, as)) {
        if (out.size() > empty) {
          out.write(',');
        }
        item.write(out, as, uri -> front.names.uris.see(member, uri));
      }
    }
  }
}
