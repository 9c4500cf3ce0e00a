package dev.mcpmux.core.names;

import dev.mcpmux.core.offer.Item;
import dev.mcpmux.core.words.Naming;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The names of a session's tools, or prompts, and what they stand for.
 *
 * @param <M> whose they are
 */
public final class NameTable<M extends NamedMember> {

  /** What a name stands for now. */
  public record Entry<M extends NamedMember>(M member, Item item) {
    /** What the server itself calls it. */
    public String own() {
      return item.id();
    }
  }

  /** What a name has stood for at any time: it never stands for anything else. */
  public record Listed(String server, String own) {}

  /** About what a remembered name takes besides itself. */
  private static final int ENTRY_BYTES = 100;

  private final Naming naming;
  private final Map<String, Entry<M>> entries = new HashMap<>();
  private final Map<String, Listed> listed = new HashMap<>();
  private final int maxBytes;
  private long bytes;

  /**
   * @param maxBytes how much is remembered of names that are listed no more
   */
  public NameTable(Naming naming, int maxBytes) {
    this.naming = naming;
    this.maxBytes = maxBytes;
  }

  /** Null when nothing ever had this name. */
  public Listed listed(String name) {
    return listed.get(name);
  }

  /** Null when nothing has this name. */
  public Entry<M> find(String name) {
    return entries.get(name);
  }

  /**
   * Names what a server lists now, in place of what it listed before.
   *
   * @return the names in the order of the items; null for one that comes twice
   */
  public List<String> replace(M member, List<Item> items) {
    forget(member);
    List<String> names = new ArrayList<>(items.size());
    Set<String> own = new HashSet<>();
    for (Item item : items) {
      names.add(own.add(item.id()) ? add(new Entry<>(member, item)) : null);
    }
    return names;
  }

  private String add(Entry<M> entry) {
    String name = naming.name(entry.member().key(), entry.own());
    if (entries.putIfAbsent(name, entry) == null) {
      return remembered(name, entry);
    }
    String other = naming.hashed(entry.member().key(), entry.own());
    return entries.putIfAbsent(other, entry) == null ? remembered(other, entry) : null;
  }

  private String remembered(String name, Entry<M> entry) {
    if (!listed.containsKey(name) && bytes + ENTRY_BYTES + name.length() <= maxBytes) {
      bytes += ENTRY_BYTES + name.length();
      listed.put(name, new Listed(entry.member().server(), entry.own()));
    }
    return name;
  }

  /** Nothing stands for anything of this one any more. */
  public void forget(M member) {
    entries.values().removeIf(entry -> entry.member() == member);
  }
}
