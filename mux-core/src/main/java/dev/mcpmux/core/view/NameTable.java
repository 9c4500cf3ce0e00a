package dev.mcpmux.core.view;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The names of a session's tools, or prompts, and what they stand for. */
final class NameTable {

  /**
   * @param own what the server itself calls it
   */
  record Entry(Member member, String own) {}

  private final Naming naming;
  private final Map<String, Entry> entries = new HashMap<>();

  NameTable(Naming naming) {
    this.naming = naming;
  }

  /** Null when nothing has this name. */
  Entry find(String name) {
    return entries.get(name);
  }

  /**
   * Names what a server lists now, in place of what it listed before.
   *
   * @return the names in the order of the items; null for one that comes twice
   */
  List<String> replace(Member member, List<Item> items) {
    forget(member);
    List<String> names = new ArrayList<>(items.size());
    Set<String> own = new HashSet<>();
    for (Item item : items) {
      names.add(own.add(item.id()) ? add(new Entry(member, item.id())) : null);
    }
    return names;
  }

  private String add(Entry entry) {
    String name = naming.name(entry.member().key, entry.own());
    if (entries.putIfAbsent(name, entry) == null) {
      return name;
    }
    String other = naming.hashed(entry.member().key, entry.own());
    return entries.putIfAbsent(other, entry) == null ? other : null;
  }

  void forget(Member member) {
    entries.values().removeIf(entry -> entry.member() == member);
  }
}
