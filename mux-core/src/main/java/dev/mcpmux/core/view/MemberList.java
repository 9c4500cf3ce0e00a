package dev.mcpmux.core.view;

import dev.mcpmux.core.offer.Item;
import dev.mcpmux.core.offer.Offer;
import dev.mcpmux.core.time.Timers.Timer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** What a server was last seen to list, of one kind. */
final class MemberList {
  /** A call for it, or several for one page each. */
  static final class Fetch {
    /** Greater than that of any fetch before, of any list. */
    private final long number;

    /** The upstream that has it; 0 while none is ready. */
    private int process;

    /** What its pages have held so far. */
    final List<Item> collected = new ArrayList<>();

    /** The results they came in together, in bytes. */
    long bytes;

    int pages;

    private Fetch(long number, int process) {
      this.number = number;
      this.process = process;
    }

    boolean isAtProcess() {
      return process != 0;
    }
  }

  final Member member;
  final Offer offer;

  List<Item> items = List.of();

  /** The name of each item where it has one other than its own; null for one that is left out. */
  List<String> names = List.of();

  /** Whether it was ever told. */
  boolean known;

  /** Whether the server has announced a change since the last call was sent. */
  boolean dirty;

  /** The call in flight; null while there is none. */
  Fetch fetch;

  /** The last call that was made, and the last one that told the list; 0 before. */
  private long asked;

  private long told;

  /** The upstream that told it; 0 when that is not certain, or it was kept from before. */
  private int process;

  /** When it is looked whether the client is to be told of a change; null for never so far. */
  Timer recheck;

  /** Whether it took longer than anybody waits. */
  boolean slow;

  /** Those for whom the call in flight is good. */
  private Set<ListWait> waits = new LinkedHashSet<>();

  /** Those who came after a change, for whom another call is needed. */
  private Set<ListWait> nextWaits = new LinkedHashSet<>();

  MemberList(Member member, Offer offer) {
    this.member = member;
    this.offer = offer;
  }

  /** Whether the server announces its changes, so that what is known holds until then. */
  boolean isAnnounced() {
    return member.handshake().listChanged().contains(offer.kind);
  }

  /** Whether the client finds what stands in it, and has none listed but what is pinned. */
  boolean isFound() {
    return member.front.finds(offer);
  }

  /** Who has the tools listed is not kept waiting by a call for the list; who finds them, is. */
  boolean isCurrent() {
    boolean old = isFound() ? isOld() : dirty;
    return known && !old;
  }

  /** It is waited for, or for the next call where the one in flight came before a change. */
  void await(ListWait wait) {
    (isFetching() && dirty ? nextWaits : waits).add(wait);
  }

  void leave(ListWait wait) {
    waits.remove(wait);
    nextWaits.remove(wait);
  }

  void awaitedNoMore() {
    waits.clear();
    nextWaits.clear();
  }

  boolean isAwaited() {
    return !waits.isEmpty() || !nextWaits.isEmpty();
  }

  /** Whether anybody waits for what the process itself says. */
  boolean isAwaitedOfProcess() {
    return waits.stream().anyMatch(wait -> wait.ofProcess);
  }

  /** The call in flight has come to its end. Returns those for whom it was good. */
  Set<ListWait> fetched() {
    fetch = null;
    slow = false;
    Set<ListWait> served = waits;
    waits = nextWaits;
    nextWaits = new LinkedHashSet<>();
    return served;
  }

  boolean isFetching() {
    return fetch != null;
  }

  /**
   * It is asked for.
   *
   * @param upstream which would be asked at once; 0 for none
   */
  void ask(long number, int upstream) {
    asked = number;
    dirty = false;
    fetch = new Fetch(number, upstream);
  }

  /** A process has come up, to which a call that waits for one goes. */
  void goesTo(int upstream) {
    if (isFetching() && !fetch.isAtProcess()) {
      fetch.process = upstream;
    }
  }

  /**
   * The call in flight has told it.
   *
   * @param upstream which would be asked now: the one that was, unless it has changed meanwhile
   */
  void tell(int upstream) {
    known = true;
    told = fetch.number;
    process = fetch.process == upstream ? upstream : 0;
  }

  /** Whether what it will be told next may be something else. */
  boolean isOld() {
    return dirty || isFetching();
  }

  /** Whether it was told by a call that was made after that one, and so after its time. */
  boolean isToldSince(long number) {
    return told > number;
  }

  /** Whether the last call for it has told it. */
  boolean isTold() {
    return told == asked;
  }

  /** Whether this process told it. */
  boolean isOf(int upstream) {
    return process != 0 && process == upstream;
  }

  /** Nothing of it is to be shown before it is told anew. */
  void forget() {
    known = false;
    dirty = true;
    items = List.of();
    names = List.of();
  }

  /** Those items that have a name. */
  List<Item> named() {
    if (names.stream().noneMatch(Objects::isNull)) {
      return items;
    }
    List<Item> named = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      if (names.get(i) != null) {
        named.add(items.get(i));
      }
    }
    return named;
  }
}
