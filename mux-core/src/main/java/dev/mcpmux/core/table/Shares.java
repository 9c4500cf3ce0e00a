package dev.mcpmux.core.table;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** Whose memory is given up where sessions share a bounded one. */
public final class Shares {
  private Shares() {}

  /**
   * The owner that has the most, and so is the one to lose something. Whoever is about to add
   * something counts with that, and loses rather than another that has as much.
   *
   * @param owners one for each thing that is remembered
   * @return null when nobody has more than one, which everybody may
   */
  public static <T> T largest(Stream<T> owners, T adding) {
    Map<T, Integer> counts = new LinkedHashMap<>();
    counts.put(adding, 1);
    owners.forEach(owner -> counts.merge(owner, 1, Integer::sum));
    T largest = adding;
    for (T owner : counts.keySet()) {
      if (counts.get(owner) > counts.get(largest)) {
        largest = owner;
      }
    }
    return counts.get(largest) > 1 ? largest : null;
  }
}
