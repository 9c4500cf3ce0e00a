package dev.mcpmux.core.find;

import dev.mcpmux.core.offer.Item;
import dev.mcpmux.core.search.ToolIndex;
import dev.mcpmux.core.search.ToolText;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * Finds tools in the lists of a session. The index that is nearest to these lists is brought in
 * step with them before it is searched, part by part: so it never holds, and never counts, what the
 * session does not see, and sessions that see the same have one index together.
 */
public final class FindIndexes {
  /** For sessions that see different lists in turn. */
  private static final int MAX_INDEXES = 4;

  /** Of the definitions, as {@link Room}, in all indexes; one index holds less. */
  private static final int MAX_BYTES = 8 << 20;

  /** A tool that was found. */
  public record Found(String server, Item tool) {}

  private record Entry(Item tool, boolean readOnly) {}

  /** What an index holds of a part of a list. */
  private record Held(ListPart part, List<ToolText> texts) {}

  private static final class Index {
    final ToolIndex words = new ToolIndex();
    final Map<String, Held> parts = new LinkedHashMap<>();
    final Map<ToolText, Entry> entries = new IdentityHashMap<>();
    long bytes;

    boolean holds(String key, ListPart part) {
      Held held = parts.get(key);
      return held != null && Item.same(held.part.items(), part.items());
    }

    /** Of how many of the tools in these parts it knows. */
    int kept(Map<String, ListPart> wanted) {
      int kept = 0;
      for (Map.Entry<String, ListPart> each : wanted.entrySet()) {
        kept += holds(each.getKey(), each.getValue()) ? each.getValue().items().size() : 0;
      }
      return kept;
    }

    void put(String key, ListPart part) {
      List<ToolText> texts = new ArrayList<>();
      for (Item item : part.items()) {
        ToolText text = Room.text(part.server(), item);
        if (text != null) {
          entries.put(text, new Entry(item, item.isReadOnly()));
          texts.add(text);
        }
      }
      words.put(key, texts);
      parts.put(key, new Held(part, texts));
    }

    /** Returns how many tools it had. */
    int remove(String key) {
      words.remove(key);
      Held held = parts.remove(key);
      held.texts.forEach(entries::remove);
      return held.part.items().size();
    }
  }

  /** A search, which may take a while to prepare. */
  public final class Search {
    private final Set<String> cut;
    private final Map<String, ListPart> parts;
    private final Index index;

    private Search(Map<String, List<Item>> lists) {
      Room room = new Room(lists);
      this.cut = room.cut();
      this.parts = ListPart.of(room.lists());
      this.index = nearest(parts);
      index.bytes =
          parts.values().stream()
              .flatMap(part -> part.items().stream())
              .mapToLong(Room::bytes)
              .sum();
      indexes.remove(index);
      indexes.add(index);
      while (indexes.stream().mapToLong(each -> each.bytes).sum() > MAX_BYTES) {
        indexes.remove(0);
      }
    }

    /** The servers of whose tools only some are searched. */
    public Set<String> cut() {
      return cut;
    }

    /**
     * Does a part of what there is to do before, which would take long at once for very many tools.
     *
     * @param tools about how many are read
     * @return whether all is done
     */
    public boolean prepare(int tools) {
      int done = 0;
      for (Held held : List.copyOf(index.parts.values())) {
        String key = held.part.key();
        ListPart now = parts.get(key);
        if (now == null || !index.holds(key, now)) {
          if (done >= tools) {
            return false;
          }
          done += index.remove(key);
        }
      }
      for (Map.Entry<String, ListPart> each : parts.entrySet()) {
        if (!index.holds(each.getKey(), each.getValue())) {
          if (done >= tools) {
            return false;
          }
          index.put(each.getKey(), each.getValue());
          done += each.getValue().items().size();
        }
      }
      return true;
    }

    /**
     * The best tools, best first.
     *
     * @param factor by what the score of a tool is multiplied
     */
    public List<Found> find(Wanted wanted, ToDoubleFunction<ToolText> factor) {
      prepare(Integer.MAX_VALUE);
      return index
          .words
          .find(wanted.query(), tool -> fits(tool, wanted), factor, wanted.limit())
          .stream()
          .map(hit -> new Found(hit.tool().server(), index.entries.get(hit.tool()).tool()))
          .toList();
    }

    private boolean fits(ToolText tool, Wanted wanted) {
      return (wanted.server() == null || wanted.server().equals(tool.server()))
          && (!wanted.readOnly() || index.entries.get(tool).readOnly());
    }
  }

  /** The one that was used last is the last. */
  private final List<Index> indexes = new ArrayList<>();

  /** There is none before the first search. */
  public FindIndexes() {}

  /**
   * Begins a search. It is good while no other is under way.
   *
   * @param lists what each server lists, as far as the session sees it
   */
  public Search search(Map<String, List<Item>> lists) {
    return new Search(lists);
  }

  /**
   * The index that has most of this; a new one where much else would be lost, so that those who see
   * it have it still.
   */
  private Index nearest(Map<String, ListPart> parts) {
    boolean room = indexes.size() < MAX_INDEXES;
    Index best = null;
    int most = 0;
    for (Index each : indexes) {
      int kept = each.kept(parts);
      int lost = each.words.size() - kept;
      if (lost <= (room ? kept / 4 : kept) && (best == null || kept - lost > most)) {
        best = each;
        most = kept - lost;
      }
    }
    if (best == null && !room) {
      indexes.remove(0);
    }
    return best == null ? new Index() : best;
  }
}
