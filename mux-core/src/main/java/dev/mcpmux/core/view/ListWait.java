package dev.mcpmux.core.view;

import dev.mcpmux.core.offer.Offer;
import dev.mcpmux.core.time.Timers.Timer;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

/** Something that needs the lists of servers, and goes on when it has them or the time is over. */
final class ListWait {
  private final Front front;
  final Set<Offer> offers;

  /** Whether a list will do as it is. */
  final Predicate<MemberList> content;

  /** Whether what was kept of an earlier process is no good. */
  boolean ofProcess;

  /** Waited for even if nobody else would; null for none. */
  final Member wanted;

  /** Whose lists they are. */
  Collection<Member> members;

  /** What is waited for: members that connect, and lists that are fetched. */
  private final Set<Object> open = new HashSet<>();

  private final Runnable then;
  private Timer timeout;

  ListWait(
      Front front, Set<Offer> offers, Predicate<MemberList> content, Member wanted, Runnable then) {
    this.front = front;
    this.members = front.members().values();
    this.offers = offers;
    this.content = content;
    this.wanted = wanted;
    this.then = then;
  }

  void begin() {
    front.waits().add(this);
  }

  void endsBy(Timer over) {
    timeout = over;
  }

  void awaits(Object what) {
    open.add(what);
  }

  /** Something that it may have waited for has come: when it was the last, it goes on. */
  void arrived(Object what) {
    open.remove(what);
    if (open.isEmpty()) {
      goOn();
    }
  }

  /** Goes on with what there is, unless it has already, or was given up. */
  void goOn() {
    if (front.waits().remove(this)) {
      timeout.cancel();
      then.run();
    }
  }

  /** It never goes on. */
  void drop() {
    if (front.waits().remove(this)) {
      giveUp();
      leaveAll();
    }
  }

  /** As {@link #drop}, for all of a front that is about to forget them. */
  void giveUp() {
    timeout.cancel();
  }

  /** Returns what it still waits for, where nobody knows of it any more. */
  Set<Object> leaveAll() {
    for (Object what : open) {
      if (what instanceof Member member) {
        member.waits().remove(this);
      } else if (what instanceof MemberList list) {
        list.leave(this);
      }
    }
    return open;
  }
}
