package dev.mcpmux.core.view;

import dev.mcpmux.core.offer.Item;
import dev.mcpmux.core.words.Naming;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The names of a session's tools, or prompts, and what they stand for. */
final class NameTable {

  record Entry(Member member, Item item) {
    /** What the server itself calls it. */
    String own() {
      return item.id();
    }
  }

  /** What a name has stood for at any time: it never stands for anything else. */
  record Listed(String server, String own) {}

  /** About what a remembered name takes besides itself. */
  private static final int ENTRY_BYTES = 100;

  private final Naming naming;
  private final Map<String, Entry> entries = new HashMap<>();
  private final Map<String, Listed> listed = new HashMap<>();
  private final int maxBytes;
  private long bytes;

  /**
   * @param maxBytes how much is remembered of names that are listed no more
   */
  NameTable(Naming naming, int maxBytes) {
    this.naming = naming;
    this.maxBytes = maxBytes;
  }

  /** Null when nothing ever had this name. */
  Listed listed(String name) {
    return listed.get(name);
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
      names.add(own.add(item.id()) ? add(new Entry(member, item)) : null);
    }
    return names;
  }

  private String add(Entry entry) {
    String name = naming.name(entry.member().key, entry.own());
    if (entries.putIfAbsent(name, entry) == null) {
      return remembered(name, entry);
    }
    String other = naming.hashed(entry.member().key, entry.own());
    return entries.putIfAbsent(other, entry) == null ? remembered(other, entry) : null;
  }

  private String remembered(String name, Entry entry) {
    if (!listed.containsKey(name) && bytes + ENTRY_BYTES + name.length() <= maxBytes) {
      bytes += ENTRY_BYTES + name.length();
      listed.put(name, new Listed(entry.member().server, entry.own()));
    }
    return name;
  }

  void forget(Member member) {
    entries.values().removeIf(entry -> entry.member() == member);
  }
}
