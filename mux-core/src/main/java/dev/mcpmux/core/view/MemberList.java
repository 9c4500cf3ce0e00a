package dev.mcpmux.core.view;

import dev.mcpmux.core.offer.Item;
import dev.mcpmux.core.offer.Offer;
import dev.mcpmux.core.time.Timers.Timer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What a server was last seen to list, of one kind. */
final class MemberList {
  final Member member;
  final Offer offer;

  List<Item> items = List.of();

  /** The name of each item where it has one other than its own; null for one that is left out. */
  List<String> names = List.of();

  /** Whether it was ever told. */
  boolean known;

  /** Whether the server has announced a change since the last call was sent. */
  boolean dirty;

  boolean fetching;

  /** When it is looked whether the client is to be told of a change; null for never so far. */
  Timer recheck;

  /** Whether it took longer than anybody waits. */
  boolean slow;

  /** What the pages of the call in flight have held so far. */
  List<Item> collected = new ArrayList<>();

  /** The results they came in together, in bytes. */
  long collectedBytes;

  int pages;

  /** Those for whom the call in flight is good. */
  Set<ListWait> waits = new LinkedHashSet<>();

  /** Those who came after a change, for whom another call is needed. */
  Set<ListWait> nextWaits = new LinkedHashSet<>();

  MemberList(Member member, Offer offer) {
    this.member = member;
    this.offer = offer;
  }

  /** Whether the server announces its changes, so that what is known holds until then. */
  boolean isAnnounced() {
    return member.handshake().listChanged().contains(offer.kind);
  }

  /** Whether what it will be told next may be something else. */
  boolean isOld() {
    return dirty || fetching;
  }

  /** Nothing of it is to be shown before it is told anew. */
  void forget() {
    known = false;
    dirty = true;
    items = List.of();
    names = List.of();
  }
}
