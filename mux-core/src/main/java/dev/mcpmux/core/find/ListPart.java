package dev.mcpmux.core.find;

import dev.mcpmux.core.offer.Item;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Some tools of a server that stand together in its list. Where a part ends is up to the tools in
 * it, not to their number: a tool more or less makes one part another, and leaves the others.
 */
record ListPart(String server, List<Item> items) {
  private static final int MAX_TOOLS = 200;

  /** About every 32nd name is the last of a part. */
  private static final int USUAL_BITS = 5;

  /** All parts of these lists, by their keys. */
  static Map<String, ListPart> of(Map<String, List<Item>> lists) {
    Map<String, ListPart> parts = new LinkedHashMap<>();
    lists.forEach(
        (server, items) -> {
          int start = 0;
          for (int end = 1; end <= items.size(); end++) {
            boolean ends = isLast(items.get(end - 1).id());
            if (ends || end == items.size() || end - start == MAX_TOOLS) {
              ListPart part = new ListPart(server, items.subList(start, end));
              parts.put(part.key(), part);
              start = end;
            }
          }
        });
    return parts;
  }

  private static boolean isLast(String name) {
    return name.hashCode() * 0x9e3779b9 >>> Integer.SIZE - USUAL_BITS == 0;
  }

  /** No two tools of a server have one name. */
  String key() {
    return server + "\n" + items.get(items.size() - 1).id();
  }
}
