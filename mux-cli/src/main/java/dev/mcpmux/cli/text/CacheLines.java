package dev.mcpmux.cli.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What is kept of the results of a server's tools, by all its processes together. */
final class CacheLines {

  private CacheLines() {}

  /** Empty where the config does not want any kept; else it begins with an empty line. */
  static String of(List<Map<String, Object>> processes) {
    List<Map<String, Object>> caches = new ArrayList<>();
    Set<String> unmarked = new TreeSet<>();
    for (Map<String, Object> process : processes) {
      if (process.get("cache") instanceof Map<?, ?> found) {
        @SuppressWarnings("unchecked")
        Map<String, Object> cache = (Map<String, Object>) found;
        caches.add(cache);
        if (cache.get("unmarked") instanceof List<?> names) {
          names.forEach(name -> unmarked.add(String.valueOf(name)));
        }
      }
    }
    return caches.isEmpty() ? "" : kept(caches) + unmarked(unmarked);
  }

  private static String kept(List<Map<String, Object>> caches) {
    long results = sum(caches, "results");
    long hits = sum(caches, "hits");
    long asked = hits + sum(caches, "misses");
    long oldest =
        caches.stream().mapToLong(cache -> Numbers.number(cache, "oldestMillis")).max().orElse(0);
    return "\n"
        + Paragraph.of(
            "",
            "  ",
            "Cache: "
                + Counted.of(results, "result", "results")
                + ", "
                + Amounts.bytes(sum(caches, "bytes"))
                + (results == 0 ? "" : ", the oldest for " + Durations.show(oldest / 1000))
                + "; answered "
                + hits
                + " of "
                + Counted.of(asked, "call", "calls"));
  }

  private static String unmarked(Set<String> names) {
    return names.isEmpty()
        ? ""
        : Paragraph.of(
            "  ",
            "  ",
            "not kept, as the server marks them as read-only, but not as idempotent: "
                + String.join(", ", names)
                + "; what cache.tools names without * and ? is kept all the same");
  }

  private static long sum(List<Map<String, Object>> caches, String name) {
    return caches.stream().mapToLong(cache -> Numbers.number(cache, name)).sum();
  }
}
