package dev.mcpmux.core.find;

import dev.mcpmux.core.offer.Item;
import dev.mcpmux.core.search.Sentence;
import dev.mcpmux.core.search.ToolText;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
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

  /** Of the definitions that are read at once, unless one is longer. */
  static final int MAX_BYTES_AT_ONCE = 512 << 10;

  /** As how many tools what a server says of itself counts. */
  private static final int TOOLS_OF_INSTRUCTIONS = 4;

  /** A tool that was found. */
  public record Found(String server, Item tool) {}

  /** A part of what there is to do before a search. */
  private record Work(int tools, long bytes, Runnable run) {}

  /** A search, which may take a while to prepare. */
  public final class Search {
    private final Set<String> cut;
    private final FindIndex index;
    private final Queue<Work> work = new ArrayDeque<>();

    private Search(Map<String, List<Item>> lists, Map<String, String> instructions) {
      Room room = new Room(lists);
      cut = room.cut();
      Map<String, ListPart> parts = ListPart.of(room.lists());
      index = nearest(parts.values());
      for (ListPart held : index.parts()) {
        ListPart now = parts.get(held.key());
        if (now == null || !index.holds(now)) {
          work.add(new Work(held.items().size(), 0, () -> index.remove(held)));
        }
      }
      Set<String> servers = new HashSet<>(index.described());
      servers.addAll(instructions.keySet());
      for (String server : servers) {
        String now = instructions.getOrDefault(server, "");
        if (!index.isDescribed(server, now)) {
          work.add(new Work(TOOLS_OF_INSTRUCTIONS, 0, () -> index.describe(server, now)));
        }
      }
      long bytes = 0;
      for (ListPart part : parts.values()) {
        bytes += part.items().stream().mapToLong(Room::bytes).sum();
        if (!index.holds(part)) {
          work.add(new Work(part.items().size(), part.bytes(), () -> index.put(part)));
        }
      }
      indexes.remove(index);
      indexes.put(index, bytes);
      while (indexes.values().stream().mapToLong(each -> each).sum() > MAX_BYTES) {
        dropOldest();
      }
    }

    /** The servers of whose tools only some are searched. */
    public Set<String> cut() {
      return cut;
    }

    /**
     * Does a part of what there is to do before, which would take long at once for very many tools,
     * or very long ones.
     *
     * @param tools about how many are read
     * @return whether all is done
     */
    public boolean prepare(int tools) {
      boolean all = read(tools);
      if (all && meanings != null) {
        meanings.askForTools();
      }
      return all;
    }

    private boolean read(int tools) {
      int done = 0;
      long bytes = 0;
      for (Work next = work.peek(); next != null; next = work.peek()) {
        bytes += next.bytes;
        if (done >= tools || done > 0 && bytes > MAX_BYTES_AT_ONCE) {
          return false;
        }
        next.run.run();
        work.remove();
        done += next.tools;
      }
      return true;
    }

    /**
     * The best tools, best first, when all is prepared.
     *
     * @param factor by what the score of a tool is multiplied
     */
    public List<Found> find(Wanted wanted, ToDoubleFunction<ToolText> factor) {
      return find(wanted, factor, WishMeaning.NONE);
    }

    /**
     * As {@link #find(Wanted, ToDoubleFunction)}.
     *
     * @param meaning of {@link #meaning}, as far as it is known
     */
    public List<Found> find(Wanted wanted, ToDoubleFunction<ToolText> factor, WishMeaning meaning) {
      if (!work.isEmpty()) {
        throw new IllegalStateException("not prepared");
      }
      return index.find(wanted, factor, meaning);
    }
  }

  /** With how much each holds, or is to hold; the one that was used last is the last. */
  private final Map<FindIndex, Long> indexes = new LinkedHashMap<>();

  /** Null for none. */
  private final Meanings meanings;

  /** There is none before the first search, and the words alone count. */
  public FindIndexes() {
    this(null);
  }

  /**
   * @param meanings what counts beside the words; null for nothing
   */
  public FindIndexes(Meanings meanings) {
    this.meanings = meanings;
  }

  /** Asks for what a wish means, if that counts. */
  public WishMeaning meaning(Wanted wanted) {
    return meanings == null ? WishMeaning.NONE : meanings.ofWish(Sentence.ofWish(wanted.query()));
  }

  /**
   * What the model was asked for.
   *
   * @param vectors one for each text; none where it has failed
   */
  public void learned(List<String> texts, List<float[]> vectors) {
    if (meanings != null) {
      meanings.learned(texts, vectors);
    }
  }

  /**
   * Begins a search. It is good while no other is under way.
   *
   * @param lists what each server lists, as far as the session sees it
   * @param instructions what each of these servers says of itself, which is not long; empty, or
   *     left out, for nothing
   */
  public Search search(Map<String, List<Item>> lists, Map<String, String> instructions) {
    return new Search(lists, instructions);
  }

  /**
   * The index that has most of this; a new one where much else would be lost, so that those who see
   * it have it still.
   */
  private FindIndex nearest(Collection<ListPart> parts) {
    boolean room = indexes.size() < MAX_INDEXES;
    FindIndex best = null;
    int most = 0;
    for (FindIndex each : indexes.keySet()) {
      int kept = parts.stream().filter(each::holds).mapToInt(part -> part.items().size()).sum();
      int lost = each.size() - kept;
      if (lost <= (room ? kept / 4 : kept) && (best == null || kept - lost > most)) {
        best = each;
        most = kept - lost;
      }
    }
    if (best == null && !room) {
      dropOldest();
    }
    return best == null ? new FindIndex(meanings) : best;
  }

  private void dropOldest() {
    indexes.remove(indexes.keySet().iterator().next());
  }
}
