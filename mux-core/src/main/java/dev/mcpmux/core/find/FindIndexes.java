package dev.mcpmux.core.find;

import dev.mcpmux.core.offer.Item;
import dev.mcpmux.core.search.ToolIndex;
import dev.mcpmux.core.search.ToolText;
import dev.mcpmux.core.search.ToolTexts;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Finds tools in the lists of a session. The index that is nearest to these lists is brought in
 * step with them before it is searched, server by server: so it never holds, and never counts, what
 * the session does not see, and sessions that see the same have one index together.
 */
public final class FindIndexes {
  /** For sessions that see different lists in turn. */
  private static final int MAX_INDEXES = 4;

  /** Of one index: further tools are not found. */
  public static final int MAX_TOOLS = 10_000;

  /** Likewise, of the definitions; those of all indexes together are no more. */
  public static final int MAX_BYTES = 6 << 20;

  /** Of a longer tool only name, title and the start of the description are searched. */
  private static final int MAX_TOOL_BYTES = 32 * 1024;

  private static final int MAX_DESCRIPTION_CHARS = 4_000;

  /** A tool that was found. */
  public record Found(String server, Item tool) {}

  private record Entry(Item tool, boolean readOnly) {}

  private static final class Index {
    final ToolIndex words = new ToolIndex();
    long bytes;
    final Map<String, List<Item>> lists = new LinkedHashMap<>();
    final Map<ToolText, Entry> entries = new IdentityHashMap<>();
    final Map<String, List<ToolText>> texts = new LinkedHashMap<>();
  }

  /** The one that was used last is the last. */
  private final List<Index> indexes = new ArrayList<>();

  /** There is none before the first search. */
  public FindIndexes() {}

  /**
   * The best tools, best first.
   *
   * @param lists what each server lists, as far as the session sees it
   * @param factor by what the score of a tool is multiplied
   */
  public List<Found> find(
      Map<String, List<Item>> lists, Wanted wanted, ToDoubleFunction<ToolText> factor) {
    prepare(lists, MAX_TOOLS);
    Index index = indexes.get(indexes.size() - 1);
    return index
        .words
        .find(wanted.query(), tool -> fits(index, tool, wanted), factor, wanted.limit())
        .stream()
        .map(hit -> new Found(hit.tool().server(), index.entries.get(hit.tool()).tool()))
        .toList();
  }

  /**
   * Does a part of what there is to do before a search, which would take long at once for very many
   * tools.
   *
   * @param tools about how many are read
   * @return whether all is done
   */
  public boolean prepare(Map<String, List<Item>> lists, int tools) {
    Map<String, List<Item>> bounded = bounded(lists);
    Index index = nearest(bounded);
    for (String gone : List.copyOf(index.lists.keySet())) {
      if (!bounded.containsKey(gone)) {
        remove(index, gone);
      }
    }
    int read = 0;
    for (Map.Entry<String, List<Item>> list : bounded.entrySet()) {
      if (!holds(index, list.getKey(), list.getValue())) {
        if (read >= tools) {
          return false;
        }
        put(index, list.getKey(), list.getValue());
        read += list.getValue().size();
      }
    }
    return true;
  }

  private static boolean fits(Index index, ToolText tool, Wanted wanted) {
    return (wanted.server() == null || wanted.server().equals(tool.server()))
        && (!wanted.readOnly() || index.entries.get(tool).readOnly());
  }

  /** As much of the lists as one index may hold. */
  private static Map<String, List<Item>> bounded(Map<String, List<Item>> lists) {
    Map<String, List<Item>> bounded = new LinkedHashMap<>();
    int tools = 0;
    long bytes = 0;
    for (Map.Entry<String, List<Item>> list : lists.entrySet()) {
      List<Item> items = list.getValue();
      int fitting = 0;
      while (fitting < items.size()
          && tools < MAX_TOOLS
          && bytes + items.get(fitting).bytes() <= MAX_BYTES) {
        bytes += items.get(fitting++).bytes();
        tools++;
      }
      bounded.put(list.getKey(), fitting == items.size() ? items : items.subList(0, fitting));
    }
    return bounded;
  }

  /** The index that has most of this, or a new one where more of any would be lost than kept. */
  private Index nearest(Map<String, List<Item>> lists) {
    Index best = null;
    int most = 0;
    for (Index each : indexes) {
      int kept = kept(each, lists);
      int lost = each.lists.size() - kept;
      if (lost <= Math.max(1, kept) && (best == null || kept - lost > most)) {
        best = each;
        most = kept - lost;
      }
    }
    if (best == null) {
      best = indexes.size() < MAX_INDEXES ? new Index() : indexes.get(0);
    }
    indexes.remove(best);
    best.bytes = lists.values().stream().flatMap(List::stream).mapToLong(Item::bytes).sum();
    long others = indexes.stream().mapToLong(each -> each.bytes).sum();
    while (best.bytes + others > MAX_BYTES) {
      others -= indexes.remove(0).bytes;
    }
    indexes.add(best);
    return best;
  }

  private static int kept(Index index, Map<String, List<Item>> lists) {
    return (int) lists.keySet().stream().filter(it -> holds(index, it, lists.get(it))).count();
  }

  private static boolean holds(Index index, String server, List<Item> items) {
    List<Item> held = index.lists.get(server);
    return held != null && Item.same(held, items);
  }

  private static void put(Index index, String server, List<Item> items) {
    remove(index, server);
    List<ToolText> texts = new ArrayList<>();
    for (Item item : items) {
      ToolText text = text(server, item);
      if (text != null) {
        index.entries.put(text, new Entry(item, item.isReadOnly()));
        texts.add(text);
      }
    }
    index.words.put(server, texts);
    index.lists.put(server, items);
    index.texts.put(server, texts);
  }

  private static void remove(Index index, String server) {
    index.words.remove(server);
    index.lists.remove(server);
    List<ToolText> texts = index.texts.remove(server);
    if (texts != null) {
      texts.forEach(index.entries::remove);
    }
  }

  /** Null for one without a name. */
  private static ToolText text(String server, Item item) {
    ToolText text = ToolTexts.ofTool(server, item.toBytes());
    if (text == null || item.bytes() <= MAX_TOOL_BYTES) {
      return text;
    }
    String description = text.description();
    return new ToolText(
        server,
        text.name(),
        text.title(),
        description.substring(0, Math.min(description.length(), MAX_DESCRIPTION_CHARS)),
        "");
  }
}
