package dev.mcpmux.core.view;

import dev.mcpmux.core.offer.Item;
import dev.mcpmux.core.offer.Offer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/** Pages of lists as they last came, so that sessions which are told the same keep it once. */
final class PageShelf {
  private record Key(String server, Offer offer, int number) {}

  private record Page(byte[] result, List<Item> items) {}

  private final LongSupplier limit;
  private final Map<Key, Page> pages = new HashMap<>();
  private long bytes;

  /**
   * @param limit how many bytes there may be of all together
   */
  PageShelf(LongSupplier limit) {
    this.limit = limit;
  }

  /** Keeps nothing of other servers. */
  void retain(Set<String> servers) {
    pages.keySet().removeIf(page -> !servers.contains(page.server()));
    bytes = pages.values().stream().mapToLong(page -> page.result().length).sum();
  }

  /** What a page of a list has that has come. Null when there is no room for it. */
  List<Item> items(MemberList list, byte[] result) {
    Key key = new Key(list.member.server, list.offer, list.pages);
    Page page = pages.get(key);
    if (page == null || !Arrays.equals(page.result(), result)) {
      long more = result.length - (page == null ? 0 : page.result().length);
      if (bytes + more > limit.getAsLong()) {
        return null;
      }
      page = new Page(result, Item.allOf(result, list.offer));
      pages.put(key, page);
      bytes += more;
    }
    return page.items();
  }

  /** Says that there is no room for so much more. */
  String full(long more) {
    return "bytes of all lists: " + (bytes + more) + " (limit: " + limit.getAsLong() + ")";
  }
}
