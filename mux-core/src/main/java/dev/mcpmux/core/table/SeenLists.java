package dev.mcpmux.core.table;

import dev.mcpmux.core.frame.Method;
import dev.mcpmux.core.sharing.SharingKey;
import dev.mcpmux.core.words.ListKind;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** What a session has seen of the lists of its server, and what it is still to be told of them. */
public final class SeenLists {
  /** Lists of whose change it will be told when it is writable and initialized. */
  private final Set<ListKind> owed = EnumSet.noneOf(ListKind.class);

  /** Of whose change it was told after it last asked. */
  private final Set<ListKind> told = EnumSet.noneOf(ListKind.class);

  /**
   * Of which lists it has seen one, or heard that it has changed, and which key its upstream had
   * then.
   */
  private final Map<Method, SharingKey> knownUnder = new EnumMap<>(Method.class);

  /** What tells each list that it was given from another, see {@code SessionStates#mark}. */
  private final Map<Method, String> marks = new EnumMap<>(Method.class);

  /** How it has come through the pages of lists; empty for nearly all. */
  private Map<Method, ListWalk> walks = Map.of();

  public void owe(ListKind list) {
    owed.add(list);
  }

  public boolean isOwed(ListKind list) {
    return owed.contains(list);
  }

  /** It is told that the list has changed. */
  public void tell(ListKind list) {
    owed.remove(list);
    told.add(list);
  }

  /** It asks for a list of this kind. */
  public void ask(ListKind list) {
    told.remove(list);
  }

  /** Whether it was told of a change and has not asked for a list of this kind since. */
  public boolean isTold(ListKind list) {
    return told.contains(list);
  }

  public void see(Method method, SharingKey key) {
    knownUnder.put(method, key);
  }

  /** It was given this list; whether that is another than the last time. */
  public boolean mark(Method method, String mark) {
    return !mark.equals(marks.put(method, mark));
  }

  public Map<Method, String> marks() {
    return Collections.unmodifiableMap(marks);
  }

  public boolean hasSeen(Method method) {
    return knownUnder.containsKey(method);
  }

  /** Whether a list of this key is no older than what it knows. */
  public boolean mayBeGiven(Method method, SharingKey key) {
    SharingKey known = knownUnder.get(method);
    return known == null || known.equals(key);
  }

  public Set<Method> seen() {
    return knownUnder.keySet();
  }

  /** The walk through the pages of a list, begun if there is none. */
  public ListWalk walk(Method method) {
    if (walks.isEmpty()) {
      walks = new EnumMap<>(Method.class);
    }
    return walks.computeIfAbsent(method, key -> new ListWalk());
  }

  /** The list has ended by itself, or another walk through it begins. */
  public void endWalk(Method method) {
    if (!walks.isEmpty()) {
      walks.remove(method);
    }
  }
}
