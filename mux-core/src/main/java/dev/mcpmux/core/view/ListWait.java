package dev.mcpmux.core.view;

import dev.mcpmux.core.offer.Offer;
import dev.mcpmux.core.time.Timers.Timer;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/** Something that needs the lists of servers, and goes on when it has them or the time is over. */
final class ListWait {
  final Front front;
  final Set<Offer> offers;

  /** Whether what is known will do where the server does not announce changes. */
  final boolean contentWithKnown;

  /** Waited for even if nobody else would; null for none. */
  final Member wanted;

  /** Whose lists they are. */
  Collection<Member> members;

  /** What is waited for: members that connect, and lists that are fetched. */
  final Set<Object> open = new HashSet<>();

  Runnable then;
  Timer timeout;

  ListWait(Front front, Set<Offer> offers, boolean contentWithKnown, Member wanted, Runnable then) {
    this.front = front;
    this.members = front.members().values();
    this.offers = offers;
    this.contentWithKnown = contentWithKnown;
    this.wanted = wanted;
    this.then = then;
  }
}
