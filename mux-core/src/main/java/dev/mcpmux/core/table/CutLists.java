package dev.mcpmux.core.table;

import dev.mcpmux.core.frame.Method;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What sessions do not get of one process's lists, or not as soon as they might, because a bound
 * was reached.
 */
public final class CutLists {
  /** What has become of a list. */
  public enum Kind {
    CUT("is cut"),
    CIRCLE("ends where it would begin again"),
    NOT_KEPT("is not kept for later sessions");

    private final String words;

    Kind(String words) {
      this.words = words;
    }
  }

  private final Map<Method, Map<Kind, String>> now = new TreeMap<>();
  private final Map<Method, Set<Kind>> reported = new TreeMap<>();

  /** Those that are so now. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    now.forEach(
        (method, kinds) -> kinds.forEach((kind, why) -> lines.add(line(method, kind, why))));
    return List.copyOf(lines);
  }

  private static String line(Method method, Kind kind, String why) {
    return method.wireName() + " " + kind.words + ": " + why;
  }

  /** Returns what is to be reported, once per list and process; null for nothing. */
  public String note(Method method, Kind kind, String why) {
    now.computeIfAbsent(method, key -> new TreeMap<>()).put(kind, why);
    boolean news = reported.computeIfAbsent(method, key -> EnumSet.noneOf(Kind.class)).add(kind);
    return news ? line(method, kind, why) : null;
  }

  /** It is so no more. */
  public void clear(Method method, Kind kind) {
    if (now.containsKey(method)) {
      now.get(method).remove(kind);
    }
  }
}
