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

  /** It ends with the tool that comes to so much. */
  static final int MANY_BYTES = 256 << 10;

  /** About every 32nd name is the last of a part. */
  private static final int USUAL_BITS = 5;

  /** All parts of these lists, by their keys. */
  static Map<String, ListPart> of(Map<String, List<Item>> lists) {
    Map<String, ListPart> parts = new LinkedHashMap<>();
    lists.forEach(
        (server, items) -> {
          int start = 0;
          long bytes = 0;
          for (int end = 1; end <= items.size(); end++) {
            Item last = items.get(end - 1);
            bytes += last.bytes();
            boolean isMuch = end - start == MAX_TOOLS || bytes >= MANY_BYTES;
            if (isLast(last.id()) || end == items.size() || isMuch) {
              ListPart part = new ListPart(server, items.subList(start, end));
              parts.put(part.key(), part);
              start = end;
              bytes = 0;
            }
          }
        });
    return parts;
  }

  private static boolean isLast(String name) {
    return name.hashCode() * 0x9e3779b9 >>> Integer.SIZE - USUAL_BITS == 0;
  }

  /** What it takes to read it. */
  long bytes() {
    return items.stream().mapToLong(Item::bytes).sum();
  }

  /** No two tools of a server have one name. */
  String key() {
    return server + "\n" + items.get(items.size() - 1).id();
  }
}
