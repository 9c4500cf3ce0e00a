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

  /** Likewise, of the definitions. */
  public static final int MAX_BYTES = 8 << 20;

  /** Of a longer tool only name, title and the start of the description are searched. */
  private static final int MAX_TOOL_BYTES = 32 * 1024;

  private static final int MAX_DESCRIPTION_CHARS = 4_000;

  /** A tool that was found. */
  public record Found(String server, Item tool) {}

  private record Entry(Item tool, boolean readOnly) {}

  private static final class Index {
    final ToolIndex words = new ToolIndex();
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
   */
  public List<Found> find(Map<String, List<Item>> lists, Wanted wanted) {
    Map<String, List<Item>> bounded = bounded(lists);
    Index index = nearest(bounded);
    for (String gone : List.copyOf(index.lists.keySet())) {
      if (!bounded.containsKey(gone)) {
        remove(index, gone);
      }
    }
    bounded.forEach((server, items) -> put(index, server, items));
    return index
        .words
        .find(wanted.query(), tool -> fits(index, tool, wanted), wanted.limit())
        .stream()
        .map(hit -> new Found(hit.tool().server(), index.entries.get(hit.tool()).tool()))
        .toList();
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

  /** The index that takes the fewest changes, or a new one where most would change. */
  private Index nearest(Map<String, List<Item>> lists) {
    Index best = null;
    int fewest = Integer.MAX_VALUE;
    for (Index each : indexes) {
      int changes = changes(each, lists);
      if (changes < fewest) {
        best = each;
        fewest = changes;
      }
    }
    if (best == null || fewest > lists.size() / 2 && fewest > 1) {
      best = indexes.size() < MAX_INDEXES ? new Index() : indexes.get(0);
    }
    indexes.remove(best);
    indexes.add(best);
    return best;
  }

  private static int changes(Index index, Map<String, List<Item>> lists) {
    long same = lists.keySet().stream().filter(each -> holds(index, each, lists.get(each))).count();
    return (int) (Math.max(index.lists.size(), lists.size()) - same);
  }

  private static boolean holds(Index index, String server, List<Item> items) {
    List<Item> held = index.lists.get(server);
    return held != null && Item.same(held, items);
  }

  private static void put(Index index, String server, List<Item> items) {
    if (holds(index, server, items)) {
      return;
    }
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
