package dev.mcpmux.core.offer;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/** Pages of lists as they last came, so that sessions which are told the same keep it once. */
public final class PageShelf {
  private record Key(String server, Offer offer, int number) {}

  private record Page(byte[] result, List<Item> items) {}

  private final LongSupplier limit;
  private final Map<Key, Page> pages = new HashMap<>();
  private long bytes;

  /**
   * @param limit how many bytes there may be of all together
   */
  public PageShelf(LongSupplier limit) {
    this.limit = limit;
  }

  /** Keeps nothing of other servers. */
  public void retain(Set<String> servers) {
    pages.keySet().removeIf(page -> !servers.contains(page.server()));
    bytes = pages.values().stream().mapToLong(page -> page.result().length).sum();
  }

  /**
   * What a page of a server's list has that has come.
   *
   * @param number of the page, from 0
   * @param result of the request for it
   * @return null when there is no room for it
   */
  public List<Item> items(String server, Offer offer, int number, byte[] result) {
    Key key = new Key(server, offer, number);
    Page page = pages.get(key);
    if (page == null || !Arrays.equals(page.result(), result)) {
      long more = result.length - (page == null ? 0 : page.result().length);
      if (bytes + more > limit.getAsLong()) {
        return null;
      }
      page = new Page(result, Item.allOf(result, offer));
      pages.put(key, page);
      bytes += more;
    }
    return page.items();
  }

  /** Says that there is no room for so much more. */
  public String full(long more) {
    return "bytes of all lists: " + (bytes + more) + " (limit: " + limit.getAsLong() + ")";
  }
}
