package dev.mcpmux.core.find;

import dev.mcpmux.core.offer.Item;
import dev.mcpmux.core.search.ToolText;
import dev.mcpmux.core.search.ToolTexts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** As much of lists as one index holds, and of each tool as it reads. */
final class Room {
  static final int MAX_TOOLS = 10_000;

  /** Of the definitions, as far as they are read. */
  static final int MAX_BYTES = 6 << 20;

  /** Of a longer tool only name, title and the start of the description are searched. */
  private static final int MAX_TOOL_BYTES = 8 * 1024;

  private static final int MAX_TITLE_CHARS = 200;
  private static final int MAX_DESCRIPTION_CHARS = 4_000;

  private final Map<String, List<Item>> lists;
  private final Set<String> cut = new LinkedHashSet<>();

  Room(Map<String, List<Item>> lists) {
    this.lists = fitsAll(lists) ? lists : shared(lists);
  }

  /** What fits. */
  Map<String, List<Item>> lists() {
    return lists;
  }

  /** The servers of whose lists only a part fits. */
  Set<String> cut() {
    return cut;
  }

  /** How much room a tool takes. */
  static int bytes(Item tool) {
    return Math.min(tool.bytes(), MAX_TOOL_BYTES);
  }

  private static boolean fitsAll(Map<String, List<Item>> lists) {
    long tools = 0;
    long bytes = 0;
    for (List<Item> items : lists.values()) {
      tools += items.size();
      for (Item item : items) {
        bytes += bytes(item);
      }
    }
    return tools <= MAX_TOOLS && bytes <= MAX_BYTES;
  }

  /** Each server has a tool more in turn, so that a long list leaves room for the others. */
  private Map<String, List<Item>> shared(Map<String, List<Item>> all) {
    Map<String, List<Item>> shared = new LinkedHashMap<>();
    all.keySet().forEach(server -> shared.put(server, new ArrayList<>()));
    int tools = 0;
    long bytes = 0;
    boolean more = true;
    for (int i = 0; more; i++) {
      more = false;
      for (Map.Entry<String, List<Item>> each : all.entrySet()) {
        if (i >= each.getValue().size()) {
          continue;
        }
        more = true;
        Item item = each.getValue().get(i);
        if (tools < MAX_TOOLS && bytes + bytes(item) <= MAX_BYTES) {
          shared.get(each.getKey()).add(item);
          tools++;
          bytes += bytes(item);
        } else {
          cut.add(each.getKey());
        }
      }
    }
    return shared;
  }

  /** What is read of a tool; null for one without a name. */
  static ToolText text(String server, Item item) {
    ToolText text = ToolTexts.ofTool(server, item.toBytes());
    if (text == null || item.bytes() <= MAX_TOOL_BYTES) {
      return text;
    }
    return new ToolText(
        server,
        start(text.name(), MAX_TITLE_CHARS),
        start(text.title(), MAX_TITLE_CHARS),
        start(text.description(), MAX_DESCRIPTION_CHARS),
        "");
  }

  private static String start(String text, int chars) {
    return text.length() <= chars ? text : text.substring(0, chars);
  }
}
