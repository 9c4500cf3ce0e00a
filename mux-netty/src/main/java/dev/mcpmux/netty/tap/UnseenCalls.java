package dev.mcpmux.netty.tap;

import io.netty.util.collection.IntObjectHashMap;

/**
 * How many requests await replies of each upstream of which nothing is known, as nobody had room
 * for them. Event loop only.
 */
final class UnseenCalls {

  private final IntObjectHashMap<int[]> counts = new IntObjectHashMap<>();

  void sent(int upstream) {
    int[] count = counts.get(upstream);
    if (count == null) {
      count = new int[1];
      counts.put(upstream, count);
    }
    count[0]++;
  }

  /** Whether a reply to what is not known may be one of them; then it is. */
  boolean answeredBy(int upstream) {
    int[] count = counts.get(upstream);
    if (count == null || count[0] == 0) {
      return false;
    }
    count[0]--;
    return true;
  }

  /** It answers no more. */
  void forgetUpstream(int upstream) {
    counts.remove(upstream);
  }
}
